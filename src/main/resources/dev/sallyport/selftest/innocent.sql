# Ordinary work, over governed and free tables. Through the gate it gives what a database gives that holds nothing hidden.
-- default kind: innocent

-- each: reading
select 1
select 1 as one, 'two' as two, null as three
select * from products
select * from customers order by id
select id, name from customers where id = 1
select id, name, email, ssn, phone from customers order by id
select salary, born, last_seen, balance from customers order by id
select profile, aliases, photo, feeling, home, tax from customers order by id
select id, card, badge from customers order by id
select public.customers.email from public.customers
select customers.email from customers where customers.id > 3
select public.customers.id, public.customers.name from public.customers where public.customers.visits > 1 order by public.customers.id
select c.* from customers c order by c.id
select (c).name from customers c order by id
select distinct region from customers
select distinct on (visits) visits, id, name from customers order by visits, id
select name from customers where name like 'G%'
select name from customers where name ilike '%a%' order by name
select name from customers where name ~ '^[A-E]' order by 1
select name from customers where id in (1, 3, 5) order by name desc
select name from customers where id between 2 and 4
select name from customers where visits is not null and active
select name from customers where not active or joined > '2020-05-01'
select upper(name), length(name), left(name, 2) from customers order by 1
select name || ' of ' || region from customers order by 1
select id, case when visits > 2 then 'often' when visits = 0 then 'never' else 'rarely' end from customers order by id
select coalesce(bio, 'none'), nullif(visits, 0) from customers order by id
select count(*) from customers
select count(*), count(distinct visits), sum(visits), avg(visits), min(joined), max(joined) from customers
select visits, count(*) from customers group by visits having count(*) > 1 order by visits
select visits, string_agg(name, ', ' order by name) from customers group by 1 order by 1
select count(*) filter (where active), count(*) filter (where not active) from customers
select region, visits, count(*) from customers group by rollup (region, visits) order by 1, 2
select region, active, count(*) from customers group by cube (region, active) order by 1, 2
select region, active, sum(visits), grouping(region, active) from customers group by grouping sets ((region), (active), ()) order by 1, 2
select p.id, p.name, sum(l.qty) from products p join order_lines l on l.product_id = p.id group by p.id order by p.id
select id, row_number() over (order by id), rank() over (order by visits), dense_rank() over (order by visits) from customers order by id
select id, sum(visits) over (order by id), avg(visits) over (order by id rows 2 preceding) from customers order by id
select id, lag(name) over w, lead(name) over w, first_value(name) over w from customers window w as (order by id) order by id
select id, ntile(3) over (order by id), percent_rank() over (order by id) from customers order by id
select id, count(*) over (partition by active order by id range between unbounded preceding and current row) from customers order by id
select name from customers order by 1
select name as n, visits as v from customers order by v desc, n
select name from customers order by length(name), name
select name from customers order by visits desc nulls last, id asc
select name from customers order by id limit 3
select name from customers order by id limit 3 offset 2
select name from customers order by id offset 2 rows fetch first 2 rows only
select visits from customers order by visits fetch first 2 rows with ties
select id from customers union select id from orders order by 1
select id from customers union all select id from customers order by 1
select id from orders intersect select id from customers order by 1
select id from orders except select id from customers order by 1
(select id from customers order by id limit 2) union (select id from orders order by id desc limit 2) order by 1
values (1, 'a'), (2, 'b')
select * from (values (1, 'a'), (2, 'b')) as v(n, t) order by n
table regions
select * from only staff order by id
select * from staff order by id
select id, name, dept, grade from managers order by id
select name from staff where grade > 1 and dept = 'lab'
select * from events order by id
select * from events_eu order by id
select what from events where id between 2 and 4 order by id
select * from logins order by id
select who, tries from logins where tries > 1 order by id
select region, count(*), sum(tries) from logins group by region
select id, at from logins where at > '2026-01-10' order by at
select count(*) from logins where region = 'us'
select * from contacts order by id
select * from documents order by id
select id, label from vault order by id
select id, room, during, guest from bookings order by id
select * from payments order by id
select sum(amount), count(*) from payments
select card, count(*) from payments group by card order by card

-- each: joins
select o.id, c.name from orders o join customers c on c.id = o.customer_id order by o.id
select o.id, c.name from orders o left join customers c on c.id = o.customer_id order by o.id
select c.name, o.id from customers c left outer join orders o on o.customer_id = c.id order by c.id, o.id
select c.name, o.id from orders o right join customers c on c.id = o.customer_id order by 1, 2
select c.name, o.id from customers c full join orders o on o.customer_id = c.id order by 1, 2
select count(*) from customers cross join regions
select c.name, r.title from customers c, regions r where r.code = c.region order by 1
select name, title from customers join regions on code = region order by 1
select id, name from customers natural join (values (1), (2)) v(id) order by id
select id, name, x from customers join (values (1, 'p'), (3, 'q')) v(id, x) using (id) order by id
select a.name, b.name from customers a join customers b on a.visits = b.visits and a.id < b.id order by 1, 2
select c.name, l.id from customers c, lateral (select id from orders o where o.customer_id = c.id order by id limit 1) l order by 1
select c.name, x.n from customers c cross join lateral (select count(*) as n from orders o where o.customer_id = c.id) x order by 1
select c.name, x.id from customers c left join lateral (select id from orders o where o.customer_id = c.id and o.status = 'new') x on true order by 1, 2
select c.name from customers c where exists (select 1 from orders o where o.customer_id = c.id) order by 1
select c.name from customers c where not exists (select from orders o where o.customer_id = c.id) order by 1
select name from customers where id in (select customer_id from orders where status = 'paid') order by 1
select name from customers where id not in (select customer_id from orders where customer_id is not null) order by 1
select name from customers where visits > (select avg(visits) from customers) order by 1
select name from customers where visits >= all (select visits from customers) order by 1
select name, (select count(*) from orders where customer_id = customers.id) from customers order by id
select p.id from customers c join payments p on p.card = c.card where c.id = 1 order by p.id
select count(*) from customers c join payments p using (card)
select c.id, p.amount from customers c natural join payments p order by 1, 2
select c.name, sum(l.qty * l.price) from customers c join orders o on o.customer_id = c.id join order_lines l on l.order_id = o.id group by c.name order by c.name
select x.id, x.name from (customers c join regions r on r.code = c.region) as x order by 1
select s.name, m.bonus from staff s left join managers m on m.id = s.id order by s.id
select c.name, d.title from customers c join documents d on d.id = c.id order by c.id
select r.title, count(l.id) from regions r left join logins l on l.region = r.code group by r.title order by 1

-- each: common table expressions
with c as (select * from customers) select count(*) from c
with c as (select id, name from customers where active), o as (select * from orders) select c.name, o.id from c join o on o.customer_id = c.id order by 1, 2
with c as materialized (select * from customers) select name from c order by id
with c as not materialized (select * from customers) select name from c order by id
with customers as (select 1 as x) select * from customers
with recursive t as (select id, parent, label, 1 as depth from tree where parent is null union all select c.id, c.parent, c.label, t.depth + 1 from tree c join t on t.id = c.parent) select * from t order by id
with recursive n(i) as (values (1) union all select i + 1 from n where i < 5) select * from n
with recursive n(i) as (select 1 union select i % 3 + 1 from n) select i from n order by i
with a(x) as (select 1), b as (select x + 1 as y from a) select * from a, b
with d as (delete from tickets where id = 1 returning *) select title from d
with u as (update tickets set title = 'new' where id = 2 returning id, title) select * from u
with i as (insert into tickets (title) values ('more') returning title) select * from i
with c as (select id, name from customers) insert into bigtext select id::text, name from c where id < 3 returning a, b

-- each: values of all kinds
select array[1, 2, 3], array[[1, 2], [3, 4]], '{a,b}'::text[]
select tags[1], array_length(tags, 1), tags || 'x'::text from products order by id
select unnest(tags), id from products order by id, 1
select id from products where 't1' = any (tags) order by id
select id from products where tags @> array['all'] order by id
select array_agg(id order by id), array_to_string(array_agg(name order by id), '; ') from products
select array(select id from customers order by id)
select attrs->>'color', attrs->'n', attrs #>> '{color}' from products order by id
select id from products where attrs @> '{"color": "red"}' order by id
select id from products where attrs ? 'n' order by id
select jsonb_object_agg(id, name) from products
select json_build_object('id', id, 'name', name) from products order by id
select key, value from products, jsonb_each_text(attrs) where id = 1 order by 1
select to_jsonb(p) from products p order by id
select row_to_json(c) from (select id, name from customers order by id) c
select jsonb_path_query(attrs, '$.color') from products order by id
select x.color from products p, jsonb_to_record(p.attrs) as x(color text, n int) order by p.id
select jsonb_set(attrs, '{n}', '0'), attrs - 'n' from products order by id
select to_json(c) from customers c order by id
select json_agg(s) from (select id, pin from staff order by id) s
select to_tsvector('english', 'The quick brown foxes') @@ to_tsquery('english', 'fox')
select id from documents where to_tsvector('english', title) @@ plainto_tsquery('english', 'title') order by id
select ts_headline('english', title, to_tsquery('title')) from documents order by id
select ts_rank(to_tsvector(title), to_tsquery('title')) from documents order by id
select int4range(1, 5) @> 3, int4range(1, 5) && int4range(4, 9), upper(int4range(1, 5))
select at, span from measures where span @> 5 order by at
select lower(during), upper(during) from bookings order by id
select * from generate_series(1, 5)
select * from generate_series(1, 10, 3) as g(i) where i > 1
select d::date from generate_series('2026-01-01'::date, '2026-01-05', '1 day') d order by 1
select i, x from unnest(array['a', 'b']) with ordinality as u(x, i)
select * from rows from (generate_series(1, 2), generate_series(5, 7)) as t(a, b)
select date_trunc('month', placed), count(*) from orders group by 1 order by 1
select extract(dow from placed), to_char(placed, 'YYYY-MM') from orders order by id
select date '2026-02-28' + 1, age('2026-03-01', '2025-01-15'), interval '1 day' * 3
select placed - date '2026-01-01', placed + interval '1 month' from orders order by id
select timestamp '2026-01-01 10:00' at time zone 'UTC', date_part('epoch', timestamptz '2026-01-01 00:00Z')
select 1 + 1, 7 / 2, 7 % 2, 2 ^ 10, |/ 16, abs(-3), round(2.567, 2), trunc(-2.5)
select 'a' || 1, concat('a', null, 'b'), format('%s-%s', 1, 2), lpad('7', 3, '0')
select regexp_replace('abc', 'b', 'x'), split_part('a,b,c', ',', 2), position('b' in 'abc'), substring('hello' from 2 for 3)
select md5('a'), encode('abc'::bytea, 'hex'), sha256('a')
select greatest(1, 2, 3), least('a', 'b'), 1 is distinct from null, true and null
select cast('5' as int), '2026-01-01'::date, 3::numeric(5,2), 'x'::varchar(3)
select xmlelement(name a, 'b'), xmlforest(1 as x)
select x.n from xmltable('/r/i' passing ('<r><i>1</i><i>2</i></r>'::xml) columns n int path '.') x
select mode() within group (order by status), percentile_disc(0.5) within group (order by id) from orders
select percentile_cont(array[0.25, 0.75]) within group (order by price) from products
select width_bucket(price, 0, 100, 4), count(*) from products group by 1 order by 1
select 'abc' collate "C" < 'abd', title collate "C" from regions order by title collate "C"
select '10.0.0.1'::inet << '10.0.0.0/8'::cidr, 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'::uuid, b'101'::bit(3)
select corr(price, id), stddev(price), regr_slope(price, id) from products
select normalise('  X '), public.normalise(name) from customers order by id
select text_min(name) from customers
select order_numbers.last_value from order_numbers
select name from products tablesample bernoulli (100) order by 1
select current_date is not null, now() is not null, current_user, session_user, current_schema
select 'it''s', E'a\tb', $$dollar$$, U&'\0041'
select id % 2 = 0 as even, count(*) from customers group by even order by even
select nextval('order_numbers') > 0, currval('order_numbers') > 0
select price from products where price > 10 order by price for update
select name from customers where id = 1 for share
select id from staff where dept = 'lab' order by id for no key update
select id from tickets order by id for update skip locked
select id from orders o join customers c using (id) order by 1 for update of o
select json_array_elements('[1,2]'), json_typeof('1')
select string_to_array('a b', ' '), translate('abc', 'ab', 'xy'), repeat('x', 3), reverse('abc')
select id, name from products where (price, id) > (20, 1) order by price, id
select bool_and(active), bool_or(active), bit_or(visits) from customers

-- each: views
select * from customer_mails order by id
select name from customer_mails where id < 4 order by 1
select loud from loud_mails order by id
select * from rich
select id from pins order by id
select id, name, ssn from guarded order by id
select * from us_customers
select * from order_totals order by id
select * from cheap_products order by id
select * from product_prices order by id
select region, highest from top_customers
select c.name, t.total from customer_mails c join order_totals t on t.customer_id = c.id order by 1, 2
select m.email from customer_mails m where exists (select 1 from orders where customer_id = m.id) order by 1
update cheap_products set price = 9 where id = 1
delete from cheap_products where id = 2 returning name

-- each: writing
insert into scratch (a, n) values ('x', 1)
insert into scratch (a, n) values ('x', 1), ('y', 2), ('z', default) returning id, a, n
insert into scratch default values returning id
insert into scratch (a) select name from products where id < 4 returning a
insert into scratch (a) select name from customers where id < 4 returning a
insert into scratch (id, a) values (1, 'again') on conflict (id) do nothing
insert into scratch (id, a) values (1, 'again') on conflict (id) do update set a = excluded.a returning id, a
insert into scratch (id, a) values (1, 'again') on conflict (id) do update set n = scratch.n + 1 where scratch.n < 9 returning n
insert into scratch (id, a) values (1, 'again') on conflict on constraint scratch_pkey do nothing returning id
insert into scratch (id, a) overriding system value values (500, 'q') returning *
insert into orders values (500, 1, '2026-05-05', 'new') returning *
insert into staff (id, name, dept) values (50, 'New', 'lab') returning id, name
insert into contacts values (9, 1, 'new@example.com', '123', 'fresh') returning id, label
insert into products (id, name, price, tags) values (50, 'p', 1.5, array['a']) returning tags[1], price * 2
update products set price = price * 2 where id = 1
update products set price = price * 2, name = upper(name) where id < 3 returning id, name, price
update products set (price, name) = (1, 'x') where id = 1 returning *
update products set price = l.price + 1 from order_lines l where l.product_id = products.id and l.order_id = 1 returning products.id, products.price
update products p set tags = array_append(tags, 'new') where p.id = 2 returning tags
update products set attrs = attrs || '{"k": 1}' where id = 1 returning attrs
update scratch set n = n + 1 where a like 'row%' returning id, n
update scratch set n = (select count(*) from orders) where id = 1 returning n
update tickets set title = 'other' where id = 1 returning *
update customers set visits = visits + 1 where id = 1 returning id, visits
update customers c set active = false where c.visits > 2
update customers set visits = 0 where id in (select customer_id from orders where status = 'new') returning id
update customers set bio = o.status from orders o where o.customer_id = customers.id and o.id = 1 returning customers.id, bio
update logins set tries = tries + 1 where id < 5 returning id, tries
delete from scratch where id = 1
delete from scratch where id < 3 returning id, a
delete from order_lines using orders o where o.id = order_id and o.status = 'new'
delete from orders where id = 3 returning *
delete from logins where id in (1, 2, 3)
delete from tickets where exists (select 1 from orders where orders.id = tickets.id)

-- each: writing, of 17 and 18
-- since: 18
update tickets set title = 'x' where id = 1 returning old.title, new.title
merge into scratch s using (values (1)) v(i) on s.id = v.i when matched then update set a = 'q' returning merge_action(), s.a
update products set price = 1 where id = 1 returning with (old as o, new as n) o.price, n.price
select * from json_table('[{"a": 1}, {"a": 2}]'::jsonb, '$[*]' columns (a int path '$.a')) as t
select any_value(region) from customers
select json_value('{"a": 1}', '$.a'), json_exists('{"a": 1}', '$.a'), json_query('{"a": [1]}', '$.a')
select x.c from products, json_table(attrs, '$' columns (c text path '$.color')) x order by id

-- each: temporary and new tables
create temp table t (a int, b text) ;; insert into t values (1, 'x'), (2, 'y') ;; select * from t order by a
create temp table t as select id, name from customers ;; select * from t order by id
create temp table t as select * from customers ;; select id, email, ssn from t order by id
create temp table t on commit drop as select 1 as a ;; select * from t
create temp table t (a int) ;; update t set a = 1 ;; delete from t ;; drop table t
create temp table t as select generate_series(1, 3) as n ;; create index on t (n) ;; analyze t ;; select sum(n) from t
select id, name into temp t from products ;; select count(*) from t
create table if not exists scratch (a int)
create sequence made_numbers ;; select nextval('made_numbers')
create temp sequence s start 5 ;; select nextval('s')

-- each: cursors and prepared statements
declare k cursor for select id, name from customers order by id ;; fetch 2 from k ;; fetch all from k ;; close k
declare k scroll cursor for select * from products order by id ;; fetch last k ;; fetch prior k ;; fetch absolute 3 k ;; move backward all in k ;; fetch k
declare k cursor with hold for select email from customers order by id ;; fetch 3 k ;; close k
declare k no scroll cursor for select 1 ;; fetch forward 1 from k ;; fetch forward 1 from k
declare k cursor for select id from scratch order by id for update ;; fetch k ;; update scratch set a = 'c' where current of k ;; select a from scratch where id = 1
prepare p as select id, name from products where id = $1 ;; execute p(1) ;; execute p(2) ;; deallocate p
prepare p(int, text) as select $1 + 1, $2 || 'x' ;; execute p(1, 'a')
prepare p as select email, ssn from customers where id = $1 ;; execute p(1) ;; execute p(2) ;; execute p(3) ;; execute p(4) ;; execute p(5) ;; execute p(6) ;; execute p(7)
prepare p as update scratch set a = $2 where id = $1 returning id, a ;; execute p(1, 'z')
prepare p as insert into scratch (a) values ($1) returning a ;; execute p('v')

-- each: COPY
copy products to stdout
copy customers to stdout
copy customers (id, name, email) to stdout (format csv, header)
copy (select id, name from customers order by id) to stdout
copy (select * from order_totals order by id) to stdout (format csv, delimiter ';')
copy (values (1, 'a'), (2, null)) to stdout (null 'nothing')
copy staff to stdout
copy events_eu to stdout
copy logins (id, who) to stdout
copy contacts to stdout (format csv, quote '''', force_quote (label))
copy products (id, price) to stdout (format binary)
copy (select 1) to stdout (format binary)

-- name: COPY into a table
copy scratch (id, a, n) from stdin
-- input
700	seven	7
701	eight	\N
;
select id, a, n from scratch where id >= 700 order by id
-- name: COPY CSV into a table
copy scratch (id, a) from stdin (format csv, header)
-- input
id,a
710,"x, y"
;
select a from scratch where id = 710
-- name: COPY into a masked table that may be written
copy contacts (id, label) from stdin
-- input
71	copied
;
select id, mail, label from contacts order by id
-- name: COPY with a wrong line
-- expect: error
copy scratch (id, a, n) from stdin
-- input
700	seven	x

-- each: transactions and settings
-- transaction: no
begin ;; insert into tickets (id, title) values (50, 'x') ;; rollback ;; select count(*) from tickets
begin ;; savepoint a ;; delete from tickets where id = 1 ;; rollback to savepoint a ;; release a ;; commit ;; select count(*) from tickets
begin isolation level serializable read only ;; select count(*) from customers ;; commit
start transaction ;; select 1 ;; end
begin ;; set transaction isolation level repeatable read ;; show transaction_isolation ;; abort
begin ;; set local statement_timeout = '5s' ;; show statement_timeout ;; commit ;; show statement_timeout
begin ;; set constraints all deferred ;; commit
set datestyle = 'ISO, DMY' ;; show datestyle ;; select date '2026-01-02'
set timezone = 'Europe/Berlin' ;; select timestamptz '2026-01-01 00:00Z'
set application_name = 'corpus' ;; show application_name
set search_path = public ;; select count(*) from customers
set search_path to public, pg_catalog ;; show search_path
set client_min_messages = warning ;; show client_min_messages
set extra_float_digits = 3 ;; select 0.1::float8
set bytea_output = 'escape' ;; select 'ab'::bytea
reset timezone ;; select 1
set session characteristics as transaction read only ;; show default_transaction_read_only
show server_version_num
select current_setting('work_mem'), set_config('my.setting', 'v', false) ;; show my.setting
select pg_backend_pid() > 0, version() like 'PostgreSQL%', pg_is_in_recovery()
notify corpus, 'hello'
select pg_notify('corpus', 'x')
select pg_try_advisory_lock(5), pg_advisory_unlock(5)
begin ;; lock table scratch in share mode ;; commit
analyze products
vacuum products
vacuum analyze scratch
discard all
discard plans
select 1; select 2
begin; insert into tickets (id, title) values (60, 'x'); select count(*) from tickets; rollback
;
-- only a comment
select 1 -- comment
/* comment */ select 2

-- each: mistakes
-- expect: error
select * from nowhere
select nothing from customers
selec 1
select 1 / 0
select 'x'::int
select 'abc'::date
insert into scratch (id) values (1)
insert into tickets (title) values (null)
insert into order_lines values (1, 1, 0, 1)
insert into order_lines values (999, 1, 1, 1)
select max(id) from customers group by name having foo > 1
select id, name, count(*) from customers group by region
select id from customers, orders
update products set nothing = 1 where id = 1
delete from products where id = 1
execute nothing
fetch nothing
close nothing
rollback to savepoint nothing
select (select id from customers)
select 1 union select 1, 2
select id from customers order by 5
select 'a' + 1

-- each: EXPLAIN
-- compare: success
explain select * from products
explain (format yaml) select * from order_totals
explain (analyze, timing off) select * from products
explain (analyze, buffers) select count(*) from orders
explain analyze select pin from staff
explain insert into scratch (a) values ('x')
explain update products set price = 1 where id = 1
explain delete from scratch where id = 1
explain analyze update scratch set a = 'x' where id = 1
explain (settings, summary) select 1

-- each: tables that are made and committed
-- transaction: no
create table made (id int primary key, note text not null default 'x', unique (note)) ;; insert into made values (1, 'a') ;; select * from made
create table made as select * from orders where id < 3 ;; select * from made order by id

-- each: notifications
-- compare: success
unlisten corpus
unlisten *

-- each: a whole row comes as record, not as the type of the table
-- open: as a value of the table's type, a row of masks would have to pass the checks of its columns' domains, and fail where it does not
select c from customers c order by c.id
select pg_typeof(c) from customers c limit 1
select customers from customers order by id

-- each: a masked column of a domain comes as the type under the domain
-- open: what a mask shows need not be a value that the domain's checks let through
select pg_typeof(tax), pg_typeof(feeling), pg_typeof(phone), pg_typeof(home) from customers limit 1

-- each: GROUP BY a primary key
select id, name, count(*) from customers group by id
select c.id, c.name, count(o.id) from customers c left join orders o on o.customer_id = c.id group by c.id order by c.id

-- each: system columns of governed tables are not there
-- open: tableoid tells the partition, and so of the key that may be masked
select tableoid::regclass, id from staff order by id

-- each: RETURNING of masked columns
with u as (update staff set grade = 4 where id = 1 returning *) select id, name, pay, pin, grade from u
update customers set visits = visits + 1 where id < 4 returning id, name, email, ssn, salary
update customers set bio = 'x' where name = 'Grace' returning *
update staff set grade = grade + 1 where dept = 'lab' returning id, name, pay, pin, grade
update only staff set dept = 'attic' where id = 1 returning *
update contacts set label = 'x' where id = 1 returning *
update events set what = 'changed' where id = 1 returning id, what, payload
update documents set title = 'x' where id = 1 returning *
update vault set label = 'x' where id = 1 returning id, secret, label
update payments set amount = 5 where id = 1 returning *
delete from staff where id = 1 returning *
delete from events where id = 2 returning *
delete from contacts where id = 1 returning mail, phone

-- each: RETURNING of old and new
-- since: 18
update staff set grade = 9 where id = 1 returning old.grade, new.grade, new.pin

-- each: RETURNING of new rows, which a masked database would not hold masked
-- compare: success
insert into documents (id, title) values (9, 'fresh') returning *
insert into contacts (id, mail, phone) values (9, 'new@example.com', 'x') returning mail, phone
update contacts set mail = 'moved@example.com' where id = 1 returning mail

-- each: LIKE
create temporary table t (like products including all) ;; insert into t select * from products ;; select count(*) from t

-- each: ALTER of the session's own temporary tables
create temp table t (a int) ;; truncate t ;; alter table t add column b int ;; select * from t

-- each: a function that is not there is refused with another code than the server's
-- expect: error
select unknown_function(1)

-- each: EXPLAIN over relations with hashed columns
-- compare: success
explain select * from customers where id = 1
explain (verbose, costs off) select name from customers c join orders o on o.customer_id = c.id
explain (format json) select id from customers where region = 'eu'
explain select * from customer_mails

-- each: EXPLAIN EXECUTE
-- compare: success
prepare p as select * from products where id = $1 ;; explain execute p(1)

-- each: a relation is known only once its transaction is committed
-- open: the gate reads the catalog outside the transaction, and cannot tell the new table's columns, masks and triggers before
create table made (a int, note text) ;; insert into made values (1, 'a') ;; select * from made

-- each: LISTEN is refused to sessions with masks
-- compare: success
-- open: what others notify may hold what the session does not see; that they do tells of rows that are left out
listen corpus

-- each: joins, since 14
-- since: 14
select j.id from customers join (values (1)) v(id) using (id) as j

-- each: writing, since 15
-- since: 15
merge into scratch s using (values (1, 'm'), (900, 'n')) v(i, t) on s.id = v.i when matched then update set a = v.t when not matched then insert (id, a) values (v.i, v.t)
merge into tickets t using (select 1 as id) x on t.id = x.id when matched then delete
merge into products p using order_lines l on l.product_id = p.id and l.order_id = 1 when matched and p.price > 10 then update set price = 1 when matched then do nothing
merge into scratch s using customers c on s.id = c.id when matched then update set a = c.name

-- each: mistakes in transactions
-- transaction: no
-- expect: error
begin ;; select 1 / 0 ;; select 1 ;; rollback ;; select 2
show all_of_it_not
prepare p as select 1 ;; deallocate all ;; execute p

-- each: tables by words that newer servers know as their own
select id, label from "system_user" order by id
select * from "system_user" order by id
select s.* from public."system_user" s order by s.id
select id, name from public.pg_wait_events order by id

-- each: the same without quotes
-- until: 15
-- open: the grammar is that of the newest server, which has them as syntax; in quotes they work
select id, label from system_user order by id
select id, system_user from public."system_user" order by id

-- each: a table by a name that newer servers have taken
-- until: 16
select * from pg_wait_events order by id

-- each: operators behind their operand
-- until: 13
-- open: the grammar is that of the newest server, which has none
select 5 !

-- each: factorials
-- until: 13
select !! 5

-- each: words of newer servers
-- since: 16
select system_user
select json_array(1, 'a'), json_object('a': 1), json_arrayagg(id order by id) from regions, (values (1)) v(id)
select '{}' is json

-- each: words of still newer servers
-- since: 17
select json_scalar(1), json_serialize('{}'::json), json('{}')
select json_value(attrs, '$.color'), json_exists(attrs, '$.n') from products order by id
