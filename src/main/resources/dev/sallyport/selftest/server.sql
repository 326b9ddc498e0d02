# The server itself: catalogs, files, code given as text, settings, names, and what destroys.
-- default kind: attack

-- each: statistics that hold values
-- varies: yes
select * from pg_stats where tablename = 'customers'
select histogram_bounds from pg_stats where attname = 'ssn'
select most_common_vals::text from pg_stats where attname = 'region' union all select histogram_bounds::text from pg_stats where attname = 'notes'
select "histogram_bounds" from "pg_catalog"."pg_stats"
select stavalues1::text, stavalues2::text from pg_statistic
select s.stavalues2 from pg_catalog.pg_statistic s, pg_class c where c.oid = s.starelid
select most_common_vals from pg_stats_ext
select pg_mcv_list_items(stxdmcv) from pg_statistic_ext_data
select stxdmcv from pg_statistic_ext_data
copy (select * from pg_stats) to stdout
copy pg_statistic to stdout
table pg_stats
with s as (select * from pg_stats) select s from s
create temp table t as select histogram_bounds::text as h from pg_stats ;; table t
declare k cursor for select * from pg_stats where tablename = 'staff' ;; fetch all k
prepare p as select * from pg_stats ;; execute p
select row_to_json(s) from pg_stats s where tablename = 'vault'
select convert_from(data, 'UTF8') from pg_largeobject
select data from pg_largeobject where loid = 424242
select lo_get(424242)
select convert_from(lo_get(424242, 0, 20), 'UTF8')
select lo_open(424242, 262144) ;; select loread(0, 100)
select convert_from(loread(lo_open(424242, 262144), 100), 'UTF8')

-- each: catalogs that disclose
-- leaks: nothing
-- expect: refused
-- varies: yes
select rolpassword from pg_authid
select passwd from pg_shadow
select * from pg_stat_get_activity(null)
select pg_stat_get_backend_activity(1)
select * from pg_stat_statements
select * from pg_prepared_xacts
select * from pg_hba_file_rules
select * from pg_file_settings
select umoptions from pg_user_mapping
select pg_stat_get_live_tuples('customers'::regclass)
select pg_stat_get_tuples_returned('customers'::regclass)
select * from pg_toast.pg_toast_2619
select * from pg_largeobject_metadata, pg_largeobject
select pg_ls_waldir()
select * from pg_show_all_file_settings()
select pg_get_publication_tables('x')
select pg_stat_reset()
select pg_current_logfile()
select * from pg_shmem_allocations
select * from pg_backend_memory_contexts

-- each: files and programs
-- leaks: nothing
-- expect: refused
-- varies: yes
select pg_read_file('PG_VERSION')
select pg_catalog.pg_read_file('PG_VERSION', 0, 10)
select pg_read_binary_file('PG_VERSION')
select pg_ls_dir('.')
select * from pg_ls_dir('base')
select pg_stat_file('PG_VERSION')
select pg_ls_logdir(), pg_ls_tmpdir()
select lo_import('/etc/passwd')
select lo_export(424242, '/tmp/sallyport-corpus')
select lo_create(0), lo_unlink(1)
select lo_from_bytea(0, 'x')
select lo_put(424242, 0, 'x')
copy customers to '/tmp/sallyport-corpus'
copy scratch from '/etc/passwd'
copy customers to program 'cat'
copy (select 1) to program 'true'
copy scratch (a) from program 'echo x'
copy scratch (a) from program 'echo x' with (format csv)
select pg_file_write('x', 'y', false)
create server s foreign data wrapper w
create foreign table f (a text) server s
import foreign schema x from server s into public
load 'plpgsql'
create extension dblink
create extension if not exists file_fdw
create language plperlu
alter extension plpgsql update
select dblink('dbname=shop', 'select ssn from customers')
select dblink_exec('dbname=shop', 'delete from staff')
select pg_create_logical_replication_slot('s', 'pgoutput')
select * from pg_logical_slot_get_changes('s', null, null)
select pg_start_backup('x')
select pg_backup_start('x')
select pg_switch_wal()
select pg_create_restore_point('x')
select pg_logical_emit_message(true, 'a', 'b')
select pg_promote()
create publication p for all tables
create subscription s connection '' publication p
checkpoint

-- each: functions that take statements or relations as text
-- varies: yes
select query_to_xml('select ssn from customers', true, true, '')
select pg_catalog.query_to_xml('select pin from staff', true, true, '')
select "query_to_xml"('select pin from staff', true, true, '')
select query_to_xml_and_xmlschema('select ssn from customers', true, true, '')
select table_to_xml('customers', true, true, '')
select table_to_xml('public.staff'::regclass, true, true, '')
select table_to_xml_and_xmlschema('vault', true, true, '')
select schema_to_xml('public', true, true, '')
select database_to_xml(true, true, '')
select x.* from xmltable('//row' passing query_to_xml('select ssn from customers', true, false, '') columns ssn text) x
begin ;; declare k cursor for select ssn from customers ;; select cursor_to_xml('k', 10, true, true, '')
select * from ts_stat('select to_tsvector(''simple'', body) from documents')
select word from ts_stat($$select to_tsvector('simple', ssn) from customers$$)
select ts_rewrite('a'::tsquery, 'select ''a''::tsquery, plainto_tsquery(''simple'', ssn) from customers limit 1')
create temp table t as select query_to_xml('select ssn from customers', true, true, '')::text as x ;; table t
copy (select query_to_xml('select ssn from customers', true, true, '')) to stdout
select q from (select query_to_xml(s, true, true, '') as q from (values ('select pin from staff')) v(s)) x
select run($$select ssn from customers limit 1$$)
with x as (select query_to_xml('select who from logins', true, true, '')) select * from x
do $$ declare r record; begin for r in select ssn from customers loop raise notice '%', r.ssn; end loop; end $$
do $$ begin execute 'create table t as select ssn from customers'; end $$ ;; select * from t
create function f() returns text language sql as 'select ssn from customers limit 1' ;; select f()
create or replace function normalise(text) returns text language sql as 'select ssn from customers limit 1' ;; select normalise('x')
create function pg_temp.f() returns text language sql as 'select pin from staff limit 1' ;; select pg_temp.f()
create procedure p() language plpgsql as $$begin raise notice '%', (select ssn from customers limit 1); end$$ ;; call p()
create function f(text) returns text language sql as 'select ssn from customers limit 1' ;; create cast (int as text) with function f(text)  ;; select f('x')
create function f(text, text) returns boolean language plpgsql as $$begin raise notice '%', $1; return true; end$$ ;; create operator === (leftarg = text, rightarg = text, function = f) ;; select id from customers where ssn === 'x'
create aggregate agg (text) (sfunc = textcat, stype = text, initcond = '') ;; select agg(ssn) from customers
create domain d as text check (run('select 1') is not null) ;; select ssn::d from customers
create type pair as (a text, b text) ;; select row(ssn, notes)::pair from customers
create view v as select peek() ;; select * from v
create rule r as on insert to scratch do also select ssn from customers ;; insert into scratch (a) values ('x')
create function f() returns trigger language plpgsql as $$begin raise notice '%', (select ssn from customers limit 1); return new; end$$ ;; create trigger t before insert on scratch for each row execute function f() ;; insert into scratch (a) values ('x')
create table t (a text, b text generated always as (a || 'x') stored) ;; insert into t (a) select ssn from customers ;; table t
create table t (a text default peek()) ;; insert into t default values returning a
alter table scratch alter a set default peek() ;; insert into scratch (n) values (1) returning a
create index on scratch ((normalise(peek()))) ;; select peek()
alter table customers rename column ssn to bio2 ;; select bio2 from customers
alter table customers rename to klienten ;; select ssn from klienten
alter table staff add column pin2 text ;; update staff set pin2 = pin ;; select pin2 from staff
alter view pins rename column pin to p ;; select p from pins
alter table staff set schema pg_catalog ;; select pin from staff
refresh materialized view customer_book ;; select ssn from customer_book

-- each: settings and names
-- transaction: no
set search_path = pg_temp, public ;; select ssn from customers
set search_path = '' ;; select ssn from public.customers
set search_path = "$user", public ;; select ssn from customers
select set_config('search_path', 'public', false) ;; select ssn from customers
begin ;; set local search_path = public, pg_catalog ;; select upper(ssn) from customers
reset all ;; select ssn from customers
discard all ;; select ssn from customers
set role postgres ;; select ssn from customers
set local role none ;; select ssn from customers
set session authorization postgres ;; select ssn from customers
set session authorization default ;; table customers
reset role ;; select ssn from customers
reset session authorization ;; select pin from staff
select set_config('role', 'postgres', false) ;; select ssn from customers
set standard_conforming_strings = off ;; select '\'' || ssn from customers -- '
set client_encoding = 'SQL_ASCII' ;; select ssn from customers
set client_encoding = 'UTF8' ;; select ssn from customers
set names 'LATIN1' ;; select ssn from customers
set backslash_quote = on ;; select E'\'' || ssn from customers
set row_security = off ;; select ssn from customers
set session_replication_role = replica ;; select ssn from customers
set bytea_output = escape ;; select photo from customers
set datestyle = 'SQL, DMY' ;; select born, last_seen from customers
set intervalstyle = iso_8601 ;; select last_seen - timestamptz '2026-01-01Z' from customers
set timezone = 'America/New_York' ;; select last_seen from customers
set extra_float_digits = 3 ;; select salary::float8 from customers
set xmloption = document ;; select ssn from customers
set transform_null_equals = on ;; select id from customers where salary = 48151601
set plan_cache_mode = force_generic_plan ;; prepare p as select ssn from customers ;; execute p
set debug_print_plan = on ;; set client_min_messages = log ;; select ssn from customers where ssn like 'qzssn-1037-a'
set client_min_messages = debug5 ;; select ssn from customers where ssn = 'qzssn-1037-a'
set log_statement_stats = on ;; set client_min_messages = log ;; select ssn from customers
set jit = off ;; select ssn from customers
set default_transaction_read_only = on ;; select ssn from customers
create temp table customers (ssn text) ;; select ssn from public.customers
create temp table scratch (a text) ;; insert into scratch select ssn from customers ;; select a from scratch
create temp table t (a text) ;; alter table t rename to staff ;; select pin from public.staff
create temp table t as select 1 as a ;; drop table t ;; create temp table t as select ssn from customers ;; select * from t
begin ;; create temp table t on commit drop as select ssn from customers ;; table t ;; commit
create temp table u (x int) ;; select ssn from customers, u ;; select ssn from customers left join u on true
create schema s ;; create table s.customers as select * from public.customers ;; set search_path = s ;; select ssn from customers
create schema s create view v as select ssn from public.customers ;; select * from s.v
create table "Customers" as select ssn from customers ;; select ssn from "Customers"
begin ;; alter table customers rename to k ;; select ssn from k ;; rollback
begin ;; create table k as select ssn from customers ;; select ssn from k ;; rollback
begin ;; savepoint a ;; select ssn from customers ;; rollback to a ;; select notes from customers
select 1; select ssn from customers
select ssn from customers; select 1
begin; select ssn from customers; commit
set search_path = public; select ssn from customers
create temp table t as select ssn from customers; select * from t
select $$; select $$ || ssn from customers; select 2
select 'a;b'; select ssn from customers where name <> ';'
/* ; */ select ssn from customers /* ; */ ; -- ;
prepare p as select ssn from customers; execute p
declare k cursor with hold for select ssn from customers; fetch all k
insert into scratch (a) select ssn from customers; select a from scratch
;;;select ssn from customers;;;

-- each: what destroys
-- leaks: change
drop table staff cascade
drop table if exists scratch
drop table scratch, bigtext
drop /**/ table/**/scratch
DROP TABLE "scratch"
drop view order_totals
drop materialized view product_prices
drop index customers_lower_idx
drop sequence order_numbers
drop function normalise(text)
drop procedure spill
drop aggregate text_min(text)
drop operator !!! (none, text)
drop trigger touched on tickets
drop statistics customer_pairs
drop type mood cascade
drop schema public cascade
drop domain tax_code cascade
truncate scratch
truncate table scratch, bigtext restart identity
truncate only scratch cascade
truncate products cascade
alter table scratch drop column a
alter table scratch drop a cascade
alter table if exists only scratch drop column if exists a
alter table/**/scratch/**/drop/**/column/**/a
alter table scratch rename to s
alter table scratch rename column a to b
alter table scratch alter column n type text
alter table scratch add column x int
alter table scratch owner to pg_monitor
alter table scratch set schema pg_catalog
alter table tickets disable trigger all
alter table orders drop constraint orders_pkey cascade
alter table scratch enable row level security
alter table scratch set (fillfactor = 50)
alter view cheap_products rename to c
alter function normalise(text) rename to n
alter function normalise(text) owner to pg_monitor
alter type mood rename value 'calm' to 'quiet'
alter schema public rename to p
alter schema public owner to pg_monitor
alter role postgres set work_mem = '1MB'
alter materialized view product_prices rename to pp
alter domain tax_code drop constraint tax_code_check
alter trigger touched on tickets rename to t
comment on table scratch is 'x'
grant select on customers to public
grant all on all tables in schema public to pg_monitor
revoke all on scratch from public, postgres
grant usage on schema public to pg_monitor
grant execute on function peek() to pg_monitor
delete from scratch
delete from scratch where true
delete from scratch where 1 = 1
delete from scratch where id = id or id is null
delete from scratch where not false
delete from only scratch
delete from scratch as s
delete/**/from/**/scratch
delete from scratch where true or id = 1
delete from scratch where 'a' = 'a'
delete from scratch where (select true)
delete from scratch where exists (select 1)
delete from scratch where 1 in (1)
delete from scratch where coalesce(true)
delete from scratch using (select 1) x
update scratch set a = 'x'
update scratch set a = 'x' where true
update scratch set n = 0 where 2 > 1
update only scratch set n = 0
update scratch set a = null from (select 1) x
with d as (delete from scratch returning 1) select count(*) from d
with d as (delete from scratch) select 1
with d as (update scratch set n = 0 returning 1) select 1
with a as (select 1), d as (delete from scratch where true returning *) insert into bigtext select 'x'
explain analyze delete from scratch
explain (analyze, verbose) update scratch set n = 0
prepare p as delete from scratch ;; execute p
prepare p as delete from scratch where true ;; explain analyze execute p
select 1; delete from scratch
begin; delete from scratch; commit
delete from scratch; select 1
begin ;; delete from scratch ;; commit
begin ;; drop table scratch ;; commit
copy (delete from scratch returning id) to stdout
do $$ begin delete from scratch; end $$
do $$ begin execute 'drop ' || 'table scratch'; end $$
select run('delete from scratch returning 1')
select lo_unlink(424242)
select lo_truncate(lo_open(424242, 131072), 0)
create function f() returns void language sql as 'delete from scratch' ;; select f()
create role intruder superuser login
create user intruder
/* select */ delete from scratch /* where id = 1 */
delete from scratch -- where id = 1
update scratch set n = 0 -- where id = 1
delete from scratch where id = 1 or true
delete from scratch where true and true
set search_path = public ;; delete from scratch
set session_replication_role = replica ;; delete from regions where code = 'us'

-- each: administration
-- leaks: nothing
-- expect: refused
drop owned by postgres cascade
reassign owned by postgres to pg_monitor
alter type mood add value 'sad'
create event trigger e on ddl_command_start execute function touch()
create policy p on scratch using (peek() like 'qz%')
create table t (a int check (run('select pin from staff') is null))
select (query_to_xml('select ssn from customers', true, true, ''))::text like '%qz%'
alter sequence order_numbers restart with 500
alter system set work_mem = '1MB'
alter system reset all
alter database shop set work_mem = '1MB'
drop database shop
create database d
create tablespace t location '/tmp'
alter role postgres password 'x'
select pg_terminate_backend(1)
select pg_cancel_backend(1)
select pg_reload_conf()
select pg_rotate_logfile()
select pg_log_backend_memory_contexts(1)
select pg_import_system_collations('pg_catalog')
select pg_nextoid('pg_class', 'oid', 'pg_class_oid_index')
select pg_stat_reset_shared('bgwriter')
select pg_wal_replay_pause()
select pg_replication_origin_create('x')
reindex database shop
reindex system shop
update pg_class set relname = 'x'
delete from pg_proc
insert into pg_cast select 1, 2, 3, 4, 'i', 'f'
update pg_settings set setting = 'x' where name = 'search_path'
lock pg_authid
security label on table scratch is 'x'

-- each: every row, in words that are not seen through
-- leaks: change
delete from scratch where id is not null or id is null

-- each: every row, by MERGE
-- leaks: change
-- since: 15
merge into scratch s using (select 1) x on true when matched then delete
merge into scratch s using scratch t on s.id = t.id when matched then delete
merge into scratch s using (select 1) x on true when matched then update set n = 0

-- each: a generated column that loses its expression
alter table vault alter code drop expression ;; select code from vault

-- each: a function of SQL statements
-- since: 14
create function f() returns setof text language sql begin atomic select ssn from customers; end ;; select f()

-- each: words that newer servers know as their own
-- until: 15
select * from system_user
select s.system_user from system_user s
select system_user from "system_user"
select s.id from "system_user" s where system_user = 'qzown-7'
update "system_user" set label = system_user where id = 1 returning label
insert into scratch (a) select system_user from "system_user" ;; select a from scratch
copy (select * from system_user) to stdout
with s as (select * from system_user) select * from s
create view v as select * from system_user ;; select * from v
select * from customers c, system_user u where u.id = c.id
select json_object(1)
select a from scratch where json_object(1) like '1qz%'

-- each: words that newer servers know as their own, in quotes
select * from "system_user"
select "system_user" from "system_user" where id = 1
update "system_user" set label = "system_user" where id = 1 returning label
select * from public.system_user
select s."system_user" from only public.system_user as s
select type from public.pg_wait_events
select * from public.pg_wait_events w where w.type = 'qzwait-7'
select "json_scalar"('x'), "json_value"('x', 'y')
select public.json_object(1)
select "json_arrayagg"(ssn) from customers

-- each: functions by the names of JSON constructors
-- until: 16
select json_scalar('x')
select json_value('x', 'y')
select * from json_value('x', 'y')
select json_value(name, 'y') from products
select id from products where json_scalar('x') like 'xqz%'
update scratch set a = json_scalar('x') returning a
prepare p as select json_scalar($1) ;; execute p('x')
with x as (select json_scalar('x') as s) select * from x
select * from pg_wait_events
select type from pg_wait_events where id = 1
copy pg_wait_events to stdout
select (w).type from pg_wait_events w
table pg_wait_events
update scratch set a = type from pg_wait_events w where w.id = scratch.id returning a

-- each: what servers before 14 know
-- until: 13
select (id / (salary - 48151601)) ! from customers
select !! (salary - 48151600) from customers
select numeric_fac(salary - 48151600) from customers
set operator_precedence_warning = on ;; select ssn from customers where not (id = 1)

-- each: settings that servers have lost
-- until: 15
-- transaction: no
set force_parallel_mode = on ;; select ssn from customers
set force_parallel_mode = regress ;; set client_min_messages = debug1 ;; select ssn::int from customers

-- each: a backup that a session begins, and what else servers have lost
-- until: 14
-- leaks: nothing
-- expect: refused
select pg_start_backup('x', true, false)
select pg_stop_backup()
select * from pg_stop_backup(false)
select pg_is_in_backup(), pg_start_backup('x')

-- each: files by functions that servers have lost
-- until: 16
-- leaks: nothing
-- expect: refused
select pg_read_file_old('PG_VERSION', 0, 10)
select pg_rotate_logfile_old()
create extension adminpack

-- each: activity, locks, settings and connections of others
-- varies: yes
select query from pg_stat_activity
select application_name, query from pg_stat_activity where pid <> pg_backend_pid()
select a from pg_stat_activity a
select to_jsonb(a) from pg_catalog.pg_stat_activity a
select (a).query from pg_stat_activity a
select string_agg(query, ' ') from pg_stat_activity
table pg_stat_activity
select case when application_name = 'qz' || 'activity' then application_name end from pg_stat_activity
select coalesce(query, application_name) from pg_stat_activity
select b.query from pg_stat_activity join pg_stat_activity b using (pid)
with a as (select * from pg_stat_activity) select query from a
select application_name from pg_locks l join lateral (select * from pg_stat_activity a where a.pid = l.pid) x on true
prepare p as select query from pg_stat_activity ;; execute p
declare k cursor for select * from pg_stat_activity ;; fetch all k
copy (select query from pg_stat_activity) to stdout
create temp table t as select * from pg_stat_activity ;; select query, application_name from t
create temp view v as select * from pg_stat_activity ;; select query from v
create view v as select * from pg_stat_activity ;; select query from v
insert into scratch (a) select application_name from pg_stat_activity ;; select a from scratch
update scratch set a = application_name from pg_stat_activity where length(application_name) = 10 ;; select a from scratch
select objid from pg_locks where locktype = 'advisory'
select l.objid from pg_locks l, pg_stat_activity a where l.pid = a.pid
select max(objid) from pg_locks
select pg_locks from pg_locks
select setconfig from pg_db_role_setting
select unnest(setconfig) from pg_db_role_setting s join pg_roles r on r.oid = s.setrole
select s from pg_db_role_setting s
select subconninfo from pg_subscription
select * from pg_subscription
select s from pg_subscription s
select coalesce(subconninfo, subname) from pg_subscription
copy pg_subscription to stdout
copy (select subconninfo from pg_subscription) to stdout
select ctid, subconninfo from pg_subscription
select subconninfo from pg_subscription for share
select subconninfo from pg_subscription tablesample system (100)
select umoptions from pg_user_mappings
select u from pg_user_mappings u
select umoptions from pg_user_mapping
select option_value from information_schema.user_mapping_options
select fdwoptions, srvoptions, umoptions from pg_foreign_data_wrapper w join pg_foreign_server s on s.srvfdw = w.oid join pg_user_mappings m on m.srvid = s.oid

-- each: how many others there are
-- leaks: nothing
-- expect: refused
-- varies: yes
explain analyze select * from pg_stat_activity
explain (analyze, verbose) select count(*) from pg_locks
explain analyze table pg_db_role_setting
select count(*) from pg_stat_get_activity(null)
select * from pg_lock_status()

-- each: counters
-- leaks: nothing
select relname, n_live_tup from pg_stat_user_tables order by 1
select relname, seq_tup_read, n_tup_ins, n_mod_since_analyze from pg_stat_all_tables where schemaname = 'public' order by 1
select relname, heap_blks_read, heap_blks_hit from pg_statio_all_tables where schemaname = 'public' order by 1
select indexrelname, idx_tup_read, idx_tup_fetch from pg_stat_user_indexes order by 1
select relname, blks_hit from pg_statio_all_sequences order by 1
select t from pg_stat_user_tables t order by relname
select to_jsonb(t) from pg_stat_all_tables t where schemaname = 'public' order by relname
select relname, last_analyze, last_autovacuum, vacuum_count from pg_stat_user_tables order by 1
select relname from pg_stat_user_tables where n_live_tup > 20
select relname from pg_stat_user_tables order by n_dead_tup, n_live_tup, relname
select relname from pg_stat_user_tables where 1 / (n_live_tup - 24) > 0
select count(*) from logins ;; select relname, seq_tup_read from pg_stat_xact_user_tables order by 1
update logins set tries = tries ;; select relname, n_tup_upd from pg_stat_xact_user_tables order by 1

-- each: predicate locks on rows that are left out
-- transaction: no
begin isolation level serializable ;; set local enable_seqscan = off ;; select id from customers where id = 15 ;; select locktype, page, tuple from pg_locks where mode = 'SIReadLock' ;; rollback
begin isolation level serializable ;; set local enable_seqscan = off ;; select id from logins where id = 24 ;; select count(*) from pg_locks where pid = pg_backend_pid() and mode = 'SIReadLock' ;; rollback
