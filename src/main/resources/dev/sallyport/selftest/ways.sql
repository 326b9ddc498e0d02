# Other ways than SELECT: EXPLAIN, COPY, cursors, prepared statements, copies of tables, writes that return.
-- default kind: attack

-- each: EXPLAIN
-- varies: yes
explain (analyze, verbose, costs off, timing off) select ssn from customers where ssn like 'qzssn-1037-a'
explain analyze select (ssn || id)::int from customers
explain (analyze, buffers) select ssn::int from customers
explain (analyze, format json) select ssn::int from customers
explain (analyze, format xml) select pin::int from staff
explain (analyze, format yaml) select pin::int from staff
explain (analyze) insert into scratch (n) select pin::int from staff

# Estimates rest on all rows (docs/policies.md), so the two databases may differ in them.
-- each: EXPLAIN of estimates
-- leaks: nothing
-- varies: yes
explain select * from customers where ssn = 'x'
explain (verbose) select ssn from customers
explain (generic_plan) select * from customers where ssn = $1
explain (verbose, settings, summary) select c from customers c
explain (format json) select pin from staff where pin = 'x'
explain (serialize, analyze) select ssn from customers
explain (memory) select ssn from customers
explain select * from customer_mails
explain verbose update contacts set label = 'x' where mail = 'x'
explain verbose delete from staff where pin = 'x'
explain verbose declare k cursor for select ssn from customers
explain verbose create table t as select ssn from customers
prepare p as select card from payments ;; explain verbose execute p
explain (verbose) select card from payments
explain (verbose) select badge from customers

-- each: EXPLAIN of counts
explain (analyze, costs off, timing off, summary off) select 1 from customers where ssn like 'qz%'
explain (analyze, costs off, timing off, summary off, buffers off) select 1 from staff where pay > 77330001
explain (analyze, costs off, timing off, summary off, buffers off) select * from logins where tries = 0
explain (analyze, costs off, timing off, summary off, buffers off) select * from us_customers where name like 'qz%'

-- each: COPY
copy customers to stdout
copy customers (ssn) to stdout
copy public.customers (id, notes) to stdout (format csv)
copy customers to stdout (format csv, header, force_quote *)
copy customers to stdout (format binary)
copy customers to stdout with binary
copy customers (name, phone) to stdout delimiter ',' null 'x'
copy (select ssn from customers) to stdout
copy (select c from customers c) to stdout (format csv)
copy (select row_to_json(c) from customers c) to stdout
copy (table customers) to stdout
copy (values ((select ssn from customers where id = 1))) to stdout
copy (select * from customer_mails) to stdout (format binary)
copy (with c as (select * from staff) select pin from c) to stdout
copy (insert into scratch (a) select ssn from customers returning a) to stdout
copy (update staff set grade = 2 where id = 1 returning pin) to stdout
copy (delete from staff where id = 1 returning *) to stdout
copy staff to stdout
copy managers to stdout
copy events_us to stdout
copy events_eu to stdout
copy logins to stdout
copy (select who from logins) to stdout
copy vault to stdout
copy customers (ssn, ssn) to stdout ;; copy staff (pin) to stdout
copy contacts to stdout (format text, encoding 'LATIN1')

-- each: cursors
-- transaction: no
begin ;; declare k cursor for select ssn from customers ;; fetch all from k
begin ;; declare k scroll cursor for select * from customers ;; fetch last k ;; fetch first k ;; fetch backward 2 from k
begin ;; declare k binary cursor for select ssn from customers ;; fetch 3 k
declare k cursor with hold for select ssn from customers ;; fetch all k
declare k insensitive no scroll cursor with hold for select pin from staff ;; fetch k ;; move 1 k ;; fetch k
begin ;; declare "K" cursor for table customers ;; fetch forward all in "K"
begin ;; declare k cursor for select id from staff ;; fetch k ;; update staff set grade = 9 where current of k returning pin
begin ;; declare k cursor for select id from customers for update ;; fetch k ;; delete from customers where current of k returning *
begin ;; declare k cursor for select ssn from customers ;; commit ;; begin ;; declare k cursor for select notes from customers ;; fetch k
begin ;; savepoint a ;; declare k cursor with hold for select ssn from customers ;; release a ;; commit ;; fetch 1 from k

-- each: prepared statements
-- transaction: no
prepare p as select ssn from customers ;; execute p
prepare p(int) as select ssn from customers where id = $1 ;; execute p(1)
prepare p(text) as select id from customers where ssn like $1 ;; execute p('qz%')
prepare p as table customers ;; execute p ;; execute p
prepare p as insert into scratch (a) select ssn from customers returning a ;; execute p
prepare p as select ssn from customers ;; create table if not exists t (a int) ;; execute p ;; drop table t
prepare p as select ssn from customers ;; create table t as execute p ;; select * from t
prepare p as select ssn from customers ;; create temp table t as execute p ;; select * from t
prepare p as select $1::text || ssn from customers ;; execute p('x')
prepare p as select 1 ;; deallocate p ;; prepare p as select ssn from customers ;; execute p
prepare "P" as select ssn from customers ;; execute "P"
begin ;; prepare p as select pin from staff ;; rollback ;; execute p
prepare p as update staff set grade = 2 where id = $1 returning pin ;; execute p(1)
prepare p as select customers from customers ;; set search_path = public ;; execute p

-- each: copies of tables
-- transaction: no
create table t as select ssn from customers ;; select * from t
create table t as table customers ;; select ssn from t
create temp table t as select * from customers ;; select ssn, notes from t
create temp table t (a, b) as select id, ssn from customers ;; table t
create temporary table t on commit preserve rows as select pin from staff ;; table t
create unlogged table t as select body from documents ;; select * from t
select ssn into t from customers ;; select * from t
select * into temp t from customers ;; table t
select * into temporary table t from staff ;; select pin from t
insert into scratch (a) select ssn from customers ;; select a from scratch
insert into scratch (a) table staff ;; insert into scratch (a) select pin from staff ;; select a from scratch
insert into bigtext select ssn, notes, pin from customers, staff ;; table bigtext
insert into scratch (a) values ((select ssn from customers where id = 1)) ;; select a from scratch
insert into scratch (j) select to_jsonb(c) from customers c ;; select j from scratch
update scratch set a = (select ssn from customers where id = 1) where id = 1 ;; select a from scratch
update scratch set (a, n) = (select ssn, salary from customers where id = 1) where id = 1 ;; select a, n from scratch
update scratch set a = c.ssn from customers c where c.id = scratch.id ;; select a from scratch
update orders set status = ssn from customers c where c.id = customer_id ;; select status from orders
create table t (like customers including all) ;; insert into t select * from customers ;; select ssn from t
create table t () inherits (customers) ;; select ssn from t ;; select ssn from customers
create temp table t (like staff) ;; insert into t select * from staff ;; select pin from t
create temp table t () inherits (staff) ;; insert into t select 99, name, dept, pay, pin from staff ;; select pin from t
create materialized view t as select ssn from customers ;; select * from t
create view t as select ssn from customers ;; select * from t
create temp view t as select * from customers ;; select ssn from t
create or replace view customer_mails as select id, ssn as name, notes as email from customers ;; select * from customer_mails
create view customers_v as table customers ;; select ssn from customers_v
create recursive view t (a) as select ssn from customers ;; select * from t
create temp table t (s text generated always as ('x') stored, a text) ;; insert into t (a) select ssn from customers ;; table t
create temp table t (a text default (current_user)) ;; insert into t select pin from staff ;; table t
create table t of place ;; insert into t select (home).* from customers ;; table t
copy scratch (a) from stdin ;; insert into scratch (a) select secret from vault ;; select a from scratch
create sequence s ;; select setval('s', salary) from customers ;; select last_value from s
select setval('order_numbers', salary) from customers where id = 1 ;; select last_value from order_numbers
select set_config('my.x', ssn, false) from customers where id = 1 ;; select current_setting('my.x') ;; show my.x
select set_config('application_name', ssn, false) from customers where id = 1 ;; show application_name
select set_config('search_path', ssn, false) from customers where id = 1 ;; show search_path
create temp table t as select set_config('my.y', string_agg(ssn, ','), false) from customers ;; select current_setting('my.y')
listen k ;; select pg_notify('k', ssn) from customers
listen k ;; select pg_notify('k', string_agg(pin, ',')) from staff
select pg_advisory_lock(salary) from customers ;; select objid from pg_locks where locktype = 'advisory'

-- each: writes that return
insert into customers select * from customers where id = 1 on conflict (id) do update set bio = 'x' returning *
insert into customers (id, name, region) values (1, 'x', 'eu') on conflict (id) do update set bio = customers.ssn returning bio
insert into vault (id, secret) values (1, 'abcdef') on conflict (id) do update set label = vault.secret returning label
insert into vault (id, secret) values (1, 'abcdef') on conflict (id) do update set label = 'x' returning *
insert into vault (id, label, secret) values (1, 'x', 'abcdef') on conflict (id) do update set label = 'x' where vault.secret like 'qz%' returning id
insert into contacts values (1, 1, 'a@b.c', 'x', 'y') on conflict (id) do update set label = contacts.mail returning label
insert into contacts values (1, 1, 'a@b.c', 'x', 'y') on conflict (id) do update set label = 'z' returning mail, phone
insert into contacts values (1, 1, 'a@b.c', 'x', 'y') on conflict (id) do update set label = 'z' where contacts.phone like 'qz%' returning id
update customers set bio = 'x' where id = 1 returning *
update customers set bio = 'x' where id = 1 returning ssn, customers.*, customers
update customers set bio = 'x' where ssn like 'qz%' returning id
update customers set bio = notes || '' where id = 1 returning bio
update customers set (bio) = (select ssn from customers c where c.id = customers.id) returning bio
update customers set bio = c.ssn from customers c where c.id = customers.id returning customers.bio
update customers set visits = salary where id = 1 returning visits
update customers set visits = length(ssn) where id = 1 returning visits
update customers c set bio = (c).ssn where id = 1 returning bio
update customers c set bio = c::text where id = 1 returning bio
update customers c set bio = row_to_json(c) where id = 1 returning bio
update customers set email = email || 'x' where id = 1 returning email
update staff set dept = pin where id = 1 returning dept
update staff set dept = s.pin from staff s where s.id = staff.id returning staff.dept
update staff set grade = 1 where id = 1 returning pin, (select max(pay) from staff)
update staff set grade = 1 where pay > 77330002 returning id
update only staff set grade = 1 where id = 1 returning staff
update managers set bonus = pay where id = 11 returning bonus
update contacts set label = mail where id = 1 returning label
update contacts set label = phone where id = 1 returning label
update contacts set mail = phone where id = 1 returning mail
update contacts set label = 'x' where phone like 'qz%' returning id
update products set name = (select ssn from customers where id = 1) where id = 1 returning name
update products set name = c.ssn from customers c where c.id = products.id returning products.name
update products p set name = 'x' from customers c where c.id = p.id returning c.ssn, c
update customer_mails set name = email where id = 1 returning name
update pins set pin = pin || 'x' where id = 1 returning pin
update pins set id = id where id = 1 returning pin
delete from staff where id = 1 returning pin
delete from staff where id = 1 returning *
delete from staff s where id = 1 returning s
delete from staff where pay > 77330002 returning id
delete from products p using customers c where c.id = p.id and c.ssn like 'qz%' returning p.id, c.ssn
delete from pins where id = 1 returning pin
delete from tree using staff where staff.pin like 'qz%' and tree.id = 5 returning staff.pin
with d as (delete from staff where id = 1 returning *) select pin from d
with u as (update staff set grade = 3 where id = 1 returning *) select pin, pay from u
with i as (insert into scratch (a) select pin from staff returning *) select a from i
with m as (select pin from staff) insert into scratch (a) select pin from m returning a
with m as (select id, ssn from customers) update products p set name = m.ssn from m where m.id = p.id returning name
with m as (select id from customers where ssn like 'qz%') delete from tickets t using m where m.id = t.id returning t.id

-- each: writes that return, of 17 and 18
-- since: 18
update staff set grade = 2 where id = 1 returning old.pin, new.pin
update staff set grade = 2 where id = 1 returning old.*, new
update staff set grade = 2 where id = 1 returning with (old as o, new as n) o.pin, n.pay
update customers set bio = 'x' where id = 1 returning old.ssn, new.ssn
update contacts set mail = 'x@y.z' where id = 1 returning old.mail, new.mail
update contacts set mail = 'x@y.z' where id = 1 returning with (old as before) before.mail, before.phone
delete from staff where id = 1 returning old.pin, old
insert into contacts values (1, 1, 'a@b.c', 'x', 'y') on conflict (id) do update set label = 'z' returning old.mail, old.phone
merge into staff s using (values (1)) v(i) on s.id = v.i when matched then update set grade = 2 returning s.pin, old.pin, new.pay
merge into contacts s using (values (1)) v(i) on s.id = v.i when matched then update set mail = 'q' returning merge_action(), old.mail

-- each: merge
-- since: 17
merge into staff s using (values (1)) v(i) on s.id = v.i when matched then update set grade = 2 returning pin
merge into staff s using (values (1)) v(i) on s.id = v.i when matched then delete returning s.*
merge into staff s using (values (1)) v(i) on s.id = v.i when matched and s.pin like 'qz%' then update set grade = 2 returning s.id
merge into staff s using (values ('qzpin-7')) v(p) on s.pin = v.p when matched then update set grade = 9 returning s.id
merge into staff s using (values (1)) v(i) on s.id = v.i when matched then update set dept = pin returning dept
merge into scratch s using customers c on c.id = s.id when matched and c.ssn like 'qz%' then update set a = c.ssn returning a
merge into customers c using (values (1)) v(i) on c.id = v.i when matched then update set bio = c.ssn returning c.bio
merge into scratch s using logins l on l.id = s.id when matched then update set a = l.who returning a

-- each: generated columns by COPY
copy (select code from vault) to stdout

-- each: COPY of a materialized view
-- since: 18
copy customer_book to stdout

-- each: copies of tables by MERGE
-- since: 15
merge into scratch s using customers c on c.id = s.id when matched then update set a = c.ssn ;; select a from scratch
merge into scratch s using staff c on c.id = s.id + 100 when not matched then insert (a) values (c.pin) ;; select a from scratch
