# What came later: keys of hashes, rows that RETURNING sees, new rows, samples, groups, views of one's own, names.
-- default kind: attack

-- each: keys of hashes
-- leaks: nothing
-- expect: refused
-- varies: yes
prepare p as select card from customers ;; select statement from pg_prepared_statements
declare k cursor for select card from customers ;; select statement from pg_cursors
declare k cursor for select badge from customers ;; select * from pg_cursor()
declare k cursor with hold for select card from payments ;; select c.statement from pg_catalog.pg_cursors c
select card, current_query() from customers
select left(current_query(), 200) from payments where card is not null
select pg_stat_get_backend_activity(1), card from payments
select pg_stat_get_activity(pg_backend_pid()), card from payments
explain analyze select card from customers
explain (analyze, verbose) select badge from customers
explain (analyze 'true', costs off) select card from payments
explain (analyze off, analyze) select card from payments
explain (analyze 1) select card from payments
explain verbose select card from customers ;; explain (analyze, verbose, costs off) select badge from customers
explain analyze verbose create table t as select card from payments
explain (analyze, serialize) select card from payments
prepare p as select card from customers ;; explain (verbose) execute p
prepare p as select card from customers; explain (verbose) execute p
prepare p as select badge from customers ;; explain analyze execute p
explain verbose select card from payments; select 1
select 1; explain verbose select card from payments
create temp view t as select card from payments ;; select pg_get_viewdef('t'::regclass)
create or replace temp view t as select badge from customers ;; select definition from pg_views where viewname = 't'
create view pg_temp.t as select card from payments ;; select pg_get_viewdef('pg_temp.t'::regclass)
create temp view t as select count(*) from customers where card = 'x' ;; select pg_get_viewdef('t'::regclass, true)
create temp view t as select 1 as x from customers group by card ;; select pg_get_viewdef('t'::regclass, true)
create temp view t as select id, card from payments where id > 0 ;; select pg_get_ruledef(oid) from pg_rewrite where ev_class = 't'::regclass
create temp recursive view t (c) as select card from payments ;; select pg_get_viewdef('t'::regclass)
create view t as select card from payments ;; select pg_get_viewdef('t'::regclass)
create temp table t as select 1 as a ;; create view tv as select card, a from payments, t ;; select pg_get_viewdef('tv'::regclass)
create rule r as on insert to scratch do also select card from payments ;; select pg_get_ruledef(oid) from pg_rewrite where rulename = 'r'
create function f() returns setof text begin atomic select card from payments; end ;; select pg_get_functiondef('f'::regproc)
create function f() returns setof text language sql return (select card from payments limit 1) ;; select pg_get_function_sqlbody('f'::regproc)
create materialized view t as select card from payments ;; select pg_get_viewdef('t'::regclass)
create statistics st on (upper(card)), id from payments ;; select pg_get_statisticsobjdef(oid) from pg_statistic_ext
create policy p on scratch using (exists (select from payments where card = a)) ;; select polqual from pg_policy
create trigger g before insert on scratch for each row when (new.a in (select card from payments)) execute function touch()
alter table scratch add check (a not in (select card from payments))
load 'auto_explain' ;; select card from payments
set session_preload_libraries = 'auto_explain' ;; load 'auto_explain'
select pg_export_snapshot(), pg_get_backend_memory_contexts() from payments
do $$ begin raise notice '%', (select statement from pg_prepared_statements limit 1); end $$

-- each: what RETURNING knows of old and new rows
-- since: 18
update customers set visits = 1 where id = 1 returning old.ssn, new.ssn
update customers set visits = 1 where id = 1 returning with (old as before, new as after) before.ssn, after.notes
update customers set visits = 1 where id = 1 returning old.*
update customers set visits = 1 where id = 1 returning new.*, old.*
update customers set visits = 1 where id = 1 returning row(old.*)
update customers set visits = 1 where id = 1 returning old
update customers set visits = 1 where id = 1 returning to_jsonb(new)
update customers set visits = 1 where id = 1 returning (old).ssn
update customers set visits = 1 where id = 1 returning (select o.ssn from (select old.ssn) o)
update customers set visits = 1 where id = 1 returning (select old.ssn || new.notes), *
update customers c set visits = 1 where id = 1 returning with (new as n) n.ssn, c.ssn
update customers as old set visits = 1 where id = 1 returning old.ssn, new.ssn
update contacts set mail = 'x@y' where id = 1 returning old.mail
update contacts set mail = 'x@y', phone = 'z' returning old.mail || old.phone as both
update contacts set mail = 'x@y' where id = 1 returning case when old.mail <> new.mail then old.mail end
update contacts set mail = 'x@y' where id = 1 returning concat(old.phone), new.phone
update contacts set label = 'x' returning array[old.mail, new.phone]
delete from staff where id = 1 returning old.pin
delete from staff where id = 1 returning old.*, new.*
delete from staff returning with (old as gone) gone.pin, gone.name
insert into contacts (id, mail) values (1, 'a@b') on conflict (id) do update set label = 'x' returning old.mail
insert into contacts (id, mail) values (1, 'a@b') on conflict (id) do update set mail = excluded.mail returning old.*
insert into vault (id, secret) values (1, 'abcdefgh') on conflict (id) do update set label = 'x' returning old.secret, new.code
merge into contacts c using (values (1)) v(i) on c.id = v.i when matched then update set label = 'x' returning old.mail, new.phone
merge into contacts c using (values (1)) v(i) on c.id = v.i when matched then update set mail = 'q' returning merge_action(), old.*
merge into staff s using (values (1)) v(i) on s.id = v.i when matched then delete returning old.pin
merge into staff s using (values (1)) v(i) on s.id = v.i when matched then update set name = 'x' returning with (old as o) o.pin, v.*
with w as (update contacts set mail = 'm' returning old.mail as was) select was from w
with w as (update contacts set mail = 'm' returning old.*) select w from w
with w as (delete from staff returning old.pin as p) insert into scratch (a) select p from w returning a
copy (update contacts set mail = 'm' returning old.mail) to stdout
copy (delete from staff returning old.*) to stdout

-- each: what MERGE returns
-- since: 17
merge into staff s using (values (1)) v(i) on s.id = v.i when matched then update set name = 'x' returning s.pin
merge into staff s using (values (1)) v(i) on s.id = v.i when matched then update set name = 'x' returning *
merge into staff s using staff o on s.id = o.id when matched then update set name = o.pin returning s.name
merge into staff s using customers c on s.id = c.id when matched then update set name = c.ssn returning s.name
merge into contacts c using (values (1)) v(i) on c.id = v.i when matched then update set label = c.mail returning label
merge into contacts c using (values (1)) v(i) on c.id = v.i and c.mail like 'qz%' when matched then delete returning c.id
merge into contacts c using (values (1)) v(i) on true when matched and c.phone like 'qz%' then delete returning c.id
merge into vault t using (values (77)) v(i) on t.id = v.i when not matched by source and t.secret like 'qz%' then delete returning t.id
merge into vault t using (values (1)) v(i) on t.id = v.i when matched then update set (label, id) = (select t.secret, 1) returning label
with m as (merge into staff s using (values (1)) v(i) on s.id = v.i when matched then delete returning s.*) select pin from m
merge into scratch s using (select ssn from customers where id = 1) c on s.a = 'row 1' when matched then update set a = ssn returning a

-- each: rows that come back after a write
update customers set visits = 1 where id = 1 returning (select ssn)
update customers set visits = 1 where id = 1 returning (select x from (select ssn as x) q)
update customers set visits = 1 where id = 1 returning (select max(c.ssn) from customers c where c.id = customers.id)
update customers set visits = 1 where id = 1 returning exists (select where ssn like 'qz%')
update customers set visits = 1 where id = 1 returning ssn as name, name as ssn
update customers set visits = 1 where id = 1 returning (customers.*)::text
update customers set visits = 1 where id = 1 returning customers
update customers c set visits = 1 where id = 1 returning c.*, ssn, c.ssn, (c).ssn
update customers set visits = 1 where id = 1 returning public.customers.ssn
update customers set visits = 1 where id = 1 returning array(select unnest(aliases))
update customers set visits = 1 where id = 1 returning (home).street, profile ->> 'k', aliases[1]
update customers set visits = 1 from staff s where s.id = customers.id returning s.pin, customers.ssn
update customers set visits = 1 from (select pin, id from staff) s where s.id = customers.id returning *
update customers set visits = 1 from vault v join staff s using (id) where v.id = customers.id returning v.*, s.*
delete from staff using vault v where v.id = staff.id returning v.secret, staff.pin
delete from staff s using staff t where t.id = s.id returning t.*, s.*
update only staff set name = 'x' returning pin
update staff * set name = 'x' where id = 11 returning pin
update managers set bonus = 1 returning pin, *
insert into contacts (id) values (50) returning (select string_agg(mail, ',') from contacts)
insert into customers (id, name, region) select 100 + id, ssn, 'eu' from customers returning id, name
insert into customers (id, name, region, bio) select 100 + id, name, 'eu', notes from customers returning bio, id
with w as (insert into customers (id, name, region) values (90, 'x', 'eu') returning *) select c.ssn from w, customers c
with w as (update customers set visits = 9 returning id, ssn) select * from w
with a as (update staff set name = 'x' returning pin), b as (insert into scratch (a) select pin from a returning a) select a from b
prepare p as update staff set name = 'x' returning pin ;; execute p
prepare p (int) as delete from staff where id = $1 returning staff ;; execute p (1)
explain analyze update staff set name = 'x' returning 1 / (length(pin) - 11)
update events set what = 'x' where id = 1 returning payload, events.payload
update events_eu set what = 'x' returning events_eu.*
delete from events where id = 1 returning (events.*)

-- each: rows that are made where they are not seen
-- leaks: change
insert into logins values (77, 'us', 'x', 1)
insert into logins (id, region, who, tries) values (77, 'eu', 'x', 1), (78, 'us', 'y', 1) returning id
insert into logins (id, region, who, tries) select 80 + length(code), 'us', 'x', 1 from regions limit 1
insert into logins values (77, 'US', 'x', 1) on conflict do nothing
insert into logins values (1, 'eu', 'x', 1) on conflict (id) do update set region = 'us'
insert into logins values (1, 'eu', 'x', 1) on conflict (id) do update set region = excluded.who || 'us' returning id
insert into logins values (77, upper('us'), 'x', 1) returning id, who
update logins set region = 'us'
update logins set region = 'us' where id = 1 returning region
update logins set region = case id when 1 then 'us' else region end
update logins set (region, who) = ('us', 'x') where id = 1
update logins set (region, who) = (select 'us', 'x') where id = 1
update logins l set region = r.code from regions r where r.code = 'us'
update logins set region = 'xx' where false or id = 1 and region is not null or true
with w as (insert into logins values (77, 'us', 'x', 1)) select 1
with w as (insert into logins values (77, 'us', 'x', 1) returning id) select 1 from w
with w as (update logins set region = 'us' returning id) select count(*) from w
with w as (update logins set region = 'us') delete from scratch where false
with w as (delete from scratch returning id) insert into logins select 700 + id, 'us', 'x', 1 from w
insert into events values (77, 'us', 'x', 'y')
insert into events_us values (77, 'us', 'x')
update events set region = 'us' where id = 1
update events set region = 'us' where id = 1 returning id
insert into customers (id, name, region) values (77, 'x', 'us')
update customers set region = 'us' where id = 1
insert into customers (id, name, region) values (1, 'x', 'eu') on conflict (id) do update set region = 'us'
explain analyze insert into logins values (77, 'us', 'x', 1)
explain analyze update logins set region = 'us'
prepare p as insert into logins values (77, 'us', 'x', 1) ;; execute p
prepare p (text) as update logins set region = $1 ;; execute p ('us')
prepare p as insert into logins values (77, 'us', 'x', 1) returning id ;; execute p
update us_customers set name = upper(name) || 'x' returning id
update us_customers set name = 'x'
delete from us_customers
merge into logins l using (values (77)) v(i) on l.id = v.i when not matched then insert values (v.i, 'us', 'x', 1)
delete from logins where region = 'us'
delete from logins where id in (3, 6, 9)
update logins set who = 'x' where id = 3
update logins set who = 'x' where region <> 'eu' or true
delete from events_us
delete from only events_us where true
update events_us set what = 'x' returning id
copy (delete from logins where region = 'us' returning id) to stdout
copy (insert into logins values (77, 'us', 'x', 1) returning id) to stdout

-- name: rows that COPY brings where they are not seen
-- leaks: change
copy logins from stdin
-- input
77	us	x	1	\N

-- name: rows that COPY brings into a partition that is not seen
-- leaks: change
copy events_us (id, region, what) from stdin
-- input
77	us	x

-- name: rows that COPY brings in under a condition of its own
-- leaks: change
copy logins (id, region, who, tries) from stdin with (format csv) where id > 0 or region = 'us'
-- input
77,us,x,1

-- name: rows that COPY brings in whose errors are passed over
-- leaks: change
-- since: 17
copy logins (id, region, who, tries) from stdin with (on_error ignore, log_verbosity verbose) where true
-- input
77	us	x	1
x	us	x	1

-- each: guesses that a constraint of one's own would answer
create table t (s text references customers (ssn)) ;; insert into t values ('qzssn-1037-a')
create table t (s text) ;; alter table t add foreign key (s) references customers (ssn) ;; insert into t values ('qzssn-1037-a')
create table t (s text references vault (secret) deferrable initially deferred) ;; insert into t values ('qzvault-7x') ;; set constraints all immediate
create table t (s text, foreign key (s) references vault (secret) on delete cascade) ;; insert into t values ('qzvault-7x')
create table t (like customers including all) ;; insert into t (id, name, region, ssn) values (1, 'x', 'eu', 'qzssn-1037-a') ;; select 1 from customers where ssn = 'qzssn-1037-a'
create table t () inherits (vault) ;; insert into t (id, secret) values (1, 'qzvault-7x') ;; select id from vault where secret = 'qzvault-7x'
create unique index on staff (left(pin, 4))
create unique index t on customers ((salary / 10))
create index on staff ((1 / (pay - 77330001)))
create index on customers (id) where salary / (salary - 48151601) > 0
create statistics t (mcv) on pin, name from staff ;; analyze staff ;; select most_common_vals from pg_stats_ext

-- name: the server's estimate of all rows
-- open: it stands in pg_class, which tools read as a whole
select reltuples from pg_class where relname = 'logins'

-- each: samples
select who from logins tablesample system (100)
select who from logins tablesample bernoulli (100) repeatable (1) where tries >= 0
select ssn from customers tablesample system (100)
select l.who from only logins as l tablesample bernoulli (100)
select x.ssn from regions, customers x tablesample system (100) repeatable (2)
select what from events tablesample system (100)
select what from events_us tablesample system (100)
select pin from staff * tablesample system (100)
select c.ssn from customers c tablesample bernoulli (100::real) join staff s on s.id = c.id
select count(*) from logins tablesample bernoulli (100)
select count(*) from logins tablesample system ((select 100))
select count(*) from logins tablesample bernoulli (least(100, 200))
update scratch set a = (select max(ssn) from customers tablesample system (100)) where id = 1 ;; select a from scratch
create table t as select * from customers tablesample system (100) ;; select ssn from t
select who from logins as "tablesample" tablesample system (100)
select "customers".ssn from "customers" tablesample "system" (100)

-- each: groups by a key
select id, ssn from customers group by id
select id, upper(ssn), notes from customers group by 1
select c.id, c.ssn, count(o.*) from customers c left join orders o on o.customer_id = c.id group by c.id
select c.id as k, c.ssn from customers c group by k
select id, ssn from customers group by customers.id having ssn like 'qz%'
select id, tries from logins group by id having count(*) = 1 and 10 / tries > 0
select who from logins group by id
select id from customers group by id order by ssn
select id, (select ssn) from customers group by id
select id, (select string_agg(customers.ssn, ',')) from customers group by id
select id, secret, code from vault group by id
select distinct on (id) id, ssn from customers group by id
select id, ssn from customers group by id, name union all select id, secret from vault group by id
select c.id, c.profile ->> 'k', c.aliases[1], (c.home).town from customers c group by c.id
select id, ssn from customers group by grouping sets ((id, ssn))
select id, ssn from customers group by rollup (id, ssn)
select id, array_agg(ssn), min(pin) from customers join staff using (id) group by id
select id, rank() over (order by ssn) from customers group by id

-- each: views of one's own
-- transaction: no
create view public.mine as select id, ssn from customers ;; select ssn from public.mine ;; drop view public.mine
create view public.mine (a, b) as select id, pin from staff ;; select b from mine ;; drop view public.mine
create view public.mine as select * from logins ;; select count(*) from mine ;; drop view public.mine
create view public.mine as table customers ;; select ssn from mine m ;; drop view public.mine
create view public.mine with (security_barrier) as select ssn from customers ;; select ssn from mine where ssn <> '' ;; drop view public.mine
create view public.mine as select c as whole from customers c ;; select (whole).ssn from mine ;; drop view public.mine
create view public.mine as select id, ssn from customers with check option ;; select ssn from mine ;; drop view public.mine
create view public.mine as with w as (select ssn from customers) select * from w ;; table mine ;; drop view public.mine
create recursive view public.mine (s) as select ssn from customers ;; select s from mine ;; drop view public.mine
create view public.inner1 as select ssn from customers ;; create view public.outer1 as select upper(ssn) as s from inner1 ;; select s from outer1 ;; drop view public.outer1, public.inner1
create view public.mine as select secret, code from vault ;; copy (select * from mine) to stdout ;; drop view public.mine
create view public.mine as select row_to_json(s) as j from staff s ;; select j from mine ;; drop view public.mine
create view public.mine as select ssn from customers tablesample system (100) ;; select ssn from mine ;; drop view public.mine
create view public.mine as select id, ssn from customers group by id ;; select ssn from mine ;; drop view public.mine
create view public.mine as select ssn from customers for share ;; select ssn from mine ;; drop view public.mine
create view public.mine as select email from customer_mails union select ssn from guarded ;; select email from mine ;; drop view public.mine
create view public.mine as select who from logins where 1 / tries > 0 ;; select who from mine ;; drop view public.mine
create table public.kept as select * from customers ;; select ssn from kept ;; drop table public.kept
create table public.kid () inherits (customers) ;; select ssn from customers ;; select ssn from kid ;; drop table public.kid
create temp table customer_mails as select 1 as id ;; select email from public.customer_mails ;; drop table pg_temp.customer_mails
create temp view pins as select 1 as pin ;; select pin from public.pins ;; drop view pg_temp.pins

-- each: cursors and statements that change their meaning
-- transaction: no
begin ;; declare k cursor for select 'free' ;; savepoint s ;; declare k2 cursor for select ssn from customers ;; fetch k2 ;; rollback to s ;; fetch all k ;; declare q cursor for select ssn from customers ;; fetch all q ;; rollback
begin ;; savepoint s ;; declare k cursor for select 1 ;; rollback to s ;; declare k cursor for select who from logins ;; fetch all from k ;; rollback
begin ;; declare k scroll cursor with hold for select ssn from customers ;; commit ;; fetch all k ;; fetch backward all k ;; close k
begin; declare k cursor for select pin from staff; fetch all k; close k; commit
begin ;; declare k cursor for select ssn from customers ;; move 2 k ;; fetch relative 1 k ;; rollback
prepare s as select 1 ;; deallocate s; prepare s as select ssn from customers; execute s ;; deallocate s
prepare s as select ssn from customers ;; execute s ;; deallocate all
prepare s as select pin from staff ;; create temp table made as execute s ;; table made ;; drop table made ;; deallocate s
prepare s as table vault ;; explain (costs off) execute s ;; execute s ;; deallocate s
discard all ;; prepare s as select body from documents; execute s ;; deallocate s

-- each: settings that move how text is read
-- transaction: no
set standard_conforming_strings = off ;; select ssn from customers ;; reset standard_conforming_strings
set standard_conforming_strings = off ;; select who from logins where region = 'us' ;; reset standard_conforming_strings
set client_encoding = 'LATIN1' ;; select ssn, notes from customers ;; reset client_encoding
set client_encoding = 'SJIS' ;; select who from logins ;; reset client_encoding
set client_encoding = 'GBK' ;; select upper(ssn) from customers where id = 1 ;; reset client_encoding
set names 'BIG5' ;; select pin from staff ;; set names 'UTF8'
set bytea_output = 'escape' ;; select photo, badge from customers ;; reset bytea_output
set datestyle = 'SQL, DMY' ;; select born, last_seen from customers ;; reset datestyle
set intervalstyle = 'iso_8601' ;; select age(last_seen, '2026-01-01') from customers ;; reset intervalstyle
set timezone = 'Asia/Kathmandu' ;; select last_seen from customers ;; reset timezone
set timezone = '<x>-13:37:11' ;; select last_seen from customers ;; reset timezone
set extra_float_digits = 3 ;; select balance::float8, salary::float4 from customers ;; reset extra_float_digits
set transform_null_equals = on ;; select ssn from customers where ssn = null or ssn is not null ;; reset transform_null_equals
set transform_null_equals = on ;; select who from logins where (region = null) is not true ;; reset transform_null_equals
set row_security = off ;; select ssn from customers ;; reset row_security
set search_path = pg_temp, public, pg_catalog ;; select ssn from customers ;; reset search_path
set default_tablespace = '' ;; set enable_seqscan = off ;; select id from customers where ssn > 'q' order by salary ;; reset all
set xmloption = document ;; select xmlforest(ssn, notes) from customers ;; reset xmloption
set lc_monetary = 'C' ;; select balance::money from customers ;; reset lc_monetary
set debug_print_plan = on ;; set client_min_messages = log ;; select ssn, card from customers ;; reset all
set client_min_messages = debug5 ;; select who from logins where region = 'us' ;; reset client_min_messages
set log_statement = 'all' ;; set client_min_messages = debug1 ;; select ssn from customers ;; reset all
set plan_cache_mode = force_generic_plan ;; prepare s (text) as select who from logins where region = $1 ;; execute s ('us') ;; deallocate s ;; reset plan_cache_mode

-- each: one's own statement as the server has it
-- leaks: nothing
-- varies: yes
select (select query from pg_stat_activity where pid = pg_backend_pid()), card from customers
