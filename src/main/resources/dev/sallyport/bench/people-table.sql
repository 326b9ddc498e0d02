CREATE TABLE people AS
    SELECT i AS id, 'person' || i || '@example.com' AS mail, '+1 555 ' || lpad(i::text, 7, '0') AS phone,
           '4000' || lpad(i::text, 12, '0') AS card, i % 10 AS branch
      FROM generate_series(1, 1000000) AS i;
ALTER TABLE people ADD PRIMARY KEY (id);
VACUUM ANALYZE people;
