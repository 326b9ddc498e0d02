# Attempts on a masked column that holds dates or times.
-- default kind: attack

-- each: parts
select extract(year from t.{column}), extract(month from t.{column}), extract(day from t.{column}) from {relation} t where {rows}
select date_part('doy', t.{column}), date_part('epoch', t.{column}) from {relation} t where {rows}
select to_char(t.{column}, 'YYYY-MM-DD') from {relation} t where {rows}
select date_trunc('day', t.{column}) from {relation} t where {rows}
select t.{column}::date from {relation} t where {rows}
select t.{column}::timestamptz from {relation} t where {rows}
select t.{column} + interval '0' from {relation} t where {rows}
select t.{column}::date - date '1970-01-01' from {relation} t where {rows}
select age(t.{column}::timestamp, timestamp '2000-01-01') from {relation} t where {rows}
select t.{column}::timestamp at time zone 'UTC' from {relation} t where {rows}
select tsrange(t.{column}::timestamp, t.{column}::timestamp, '[]') from {relation} t where {rows}

-- each: order and conditions
select min(t.{column}), max(t.{column}) from {relation} t where {rows}
select t.{column} from {relation} t where {rows} order by t.{column} limit 3
select count(*) from {relation} t where {rows} and extract(day from t.{column}) > 15
select count(*) from {relation} t where {rows} and extract(month from t.{column}) > 6
select extract(year from t.{column}), count(*) from {relation} t where {rows} group by 1
select rank() over (order by t.{column}) from {relation} t where {rows}
select count(*) from {relation} t where {rows} and to_char(t.{column}, 'DD') ~ '[13579]$'
