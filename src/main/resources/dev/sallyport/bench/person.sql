\set id random(1, 1000000)
SELECT id, mail, phone, card, branch FROM people WHERE id = :id;
