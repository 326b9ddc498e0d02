create table customers (
    id integer primary key,
    name text not null,
    email text not null unique,
    phone varchar(20),
    region varchar(2) not null,
    created date not null
);
create table orders (
    id integer primary key,
    customer_id integer not null references customers (id),
    placed timestamptz not null,
    total numeric(10, 2) not null
);
create table payments (
    id integer primary key,
    order_id integer not null references orders (id),
    card_number text not null,
    amount numeric(10, 2) not null
);
create table employees (
    id integer primary key,
    name text not null,
    salary integer not null
);
insert into customers
select n,
       (array['Ada', 'Grace', 'Alan', 'Edsger', 'Barbara', 'Donald', 'Radia', 'Tony'])[n % 8 + 1] || ' '
           || (array['Meyer', 'Rossi', 'Silva', 'Novak', 'Dubois', 'Tanaka', 'Olsen'])[n % 7 + 1],
       'customer' || n || '@example.' || (array['org', 'com', 'net'])[n % 3 + 1],
       '+49 30 ' || (1000000 + n * 37),
       (array['eu', 'us', 'in', 'br'])[n % 4 + 1],
       date '2024-01-01' + n % 700
from generate_series(1, 3000) as n;
insert into orders
select n, n % 3000 + 1, timestamptz '2025-01-01 08:00+00' + n * interval '17 minutes', (n * 7919 % 50000) / 100.0 + 1
from generate_series(1, 12000) as n;
insert into payments
select n, n, '4' || lpad((n * 104729 % 1000000000)::text, 15, '7'), (n * 7919 % 50000) / 100.0 + 1
from generate_series(1, 12000) as n;
insert into employees
select n, 'Employee ' || n, 40000 + n * 731 % 60000
from generate_series(1, 80) as n;
