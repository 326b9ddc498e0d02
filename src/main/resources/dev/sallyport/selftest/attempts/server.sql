# Ways around the relation: the server's own catalogs, files, programs, and functions that take SQL as text.
-- default kind: attack
-- default varies: yes

-- each: statistics and catalogs
select * from pg_stats where schemaname = {schema_text} and tablename = {table_text}
select histogram_bounds::text, most_common_vals::text from pg_stats where schemaname = {schema_text} and attname = {column_text}
select "histogram_bounds" from "pg_catalog"."pg_stats" where tablename = {table_text}
copy (select * from pg_stats where tablename = {table_text}) to stdout
declare k cursor for select * from pg_stats where tablename = {table_text} ;; fetch all k
create temp table sallyport_t as select histogram_bounds::text as h from pg_stats where tablename = {table_text} ;; table sallyport_t
select stavalues1::text, stavalues2::text from pg_statistic where starelid = {relation_text}::regclass
select most_common_vals::text from pg_stats_ext where tablename = {table_text}

-- each: functions that take a relation or SQL as text
select query_to_xml('select * from ' || {relation_text} || ' limit 3', true, true, '')
select query_to_xml_and_xmlschema('select * from ' || {relation_text} || ' limit 3', true, true, '')
select x.* from xmltable('//row' passing query_to_xml('select * from ' || {relation_text} || ' limit 3', true, false, '') columns v text path '.') x
select word from ts_stat('select to_tsvector(''simple'', x::text) from (select * from ' || {relation_text} || ' limit 3) x')
declare k cursor for select * from {relation} limit 3 ;; select cursor_to_xml('k', 3, true, true, '')
do $$ begin raise notice '%', (select t from {relation} t limit 1); end $$
do $$ begin raise exception '%', (select t from {relation} t limit 1); end $$

-- each: what a session with masks or filters must not reach
-- expect: refused
select rolpassword from pg_authid
select passwd from pg_shadow
select * from pg_hba_file_rules
select umoptions from pg_user_mapping
select pg_read_file('PG_VERSION')
select pg_read_binary_file('PG_VERSION')
select pg_ls_dir('.')
select pg_stat_file('PG_VERSION')
copy (select 1) to program 'true'
select pg_current_logfile()
select data from pg_largeobject where loid = 0
set local session_replication_role = replica
