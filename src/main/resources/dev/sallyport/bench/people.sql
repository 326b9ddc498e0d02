SELECT id, mail, phone, card, branch FROM people;
