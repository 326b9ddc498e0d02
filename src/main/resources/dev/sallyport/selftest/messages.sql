# Texts of errors and notices that quote stored values.
-- default kind: attack

-- each: constraints
insert into customers (id, name, region, ssn) values (1, 'x', 'eu', 'y') on conflict (id) do update set salary = -1
update customers set visits = null where id = 1
update customers set salary = -1 where id = 1
update customers set ssn = (select ssn from customers where id = 2) where id = 1
update customers set name = null
update customers set bio = ssn where id = 1 returning bio
insert into vault (id, secret) select 9, secret from vault where id = 1
update vault set label = null, id = null where id = 1
create unique index on staff (left(pin, 3))
create index on staff ((pin::int))
create index on customers ((1 / (salary - 48151602)))
delete from customers where id = 1 returning ssn
insert into managers select * from managers where 1 / (pay - 77330912) > 0 returning pin
insert into products select id, ssn, null from customers
insert into products (id, name, price) select 100 + id, notes, salary from customers returning *
insert into scratch (n) select ssn::int from customers
insert into scratch (a) select ssn from customers returning a

-- each: code that speaks
-- leaks: data
do $$ begin raise notice '%', (select ssn from customers where id = 1); end $$
do $$ begin raise exception '%', (select string_agg(pin, ',') from staff); end $$
do $$ begin raise exception using message = 'x', detail = (select secret from vault limit 1); end $$
do language plpgsql 'begin raise warning ''%'', (select body from documents limit 1); end'
call spill()
select telltale(ssn) from customers
select telltale(name) from customers
select id from customers where telltale(name)
select id from customers where telltale(ssn)
select id from customers where !!! name
select id from customers where (!!! ssn)
select id from customers where operator(public.!!!) name
select peek()
select public.peek()
select peek_definer()
select * from peek()
select * from everyone()
select ssn from everyone()
select (everyone()).ssn
select e.name from everyone() e
select run('select ssn from customers limit 1')
select run('select pin from staff limit 1') from generate_series(1, 1)
select x from run('select secret from vault limit 1') x
select normalise(peek())
select normalise(ssn) from customers
select id from customers where normalise(ssn) like 'qz%'
select id from customers where name = peek() or peek() like 'qz%'
select coalesce(null, peek())
values (peek())
with p as (select peek()) select * from p
select case when peek() like 'qz%' then 1 end
select count(*) from generate_series(1, length(peek()))
insert into scratch (a) values (peek()) returning a
update scratch set a = peek() where id = 1 returning a
create temp table t as select peek() as p ;; select * from t
prepare p as select peek() ;; execute p
declare k cursor with hold for select peek() ;; fetch k
copy (select peek()) to stdout
explain (analyze, verbose) select peek()

-- each: constraints that quote nothing hidden
-- leaks: nothing
update customers set id = 2 where id = 1
update customers set region = 'xx' where id = 1
insert into vault (id, secret, label) values (1, 'long enough', 'x')
update vault set id = 2 where id = 1
update bookings set during = int4range(10, 100) where id = 4
insert into bookings values (9, 1, int4range(1, 100), null)
alter table staff add constraint c check (grade > 100)
alter table staff add constraint c check (pin like 'z%')
alter table staff alter column pin type int using pin::int
alter table staff add unique (dept)
update contacts set id = 2 where id = 1
insert into products select id, ssn, 1 from customers
insert into tree select id, salary, ssn from customers
alter table customers add check (1 / (salary - 48151602) > 0)
do $$ begin perform 1 / 0 from customers where ssn like 'qz%'; end $$
select 1 order by peek() limit length(peek())
