# Attempts on a masked column of any type. {rows} picks some of the relation's rows, by alias t.
-- default kind: attack

-- each: plainly
select t.{column} from {relation} t where {rows}
select * from {relation} t where {rows}
select t.* from {relation} t where {rows}
select t from {relation} t where {rows}
select (t).{column} from {relation} t where {rows}
select (t).* from {relation} t where {rows}
select {column} from {relation} t where {rows}
select distinct t.{column} from {relation} t where {rows}
select all t.{column} from {relation} t where {rows}
select t.{column} as "count" from {relation} t where {rows}
select x.{column} from (select * from {relation} t where {rows}) x
select x.v from (select t.{column} from {relation} t where {rows}) x(v)
select * from (select * from (select t.{column} from {relation} t where {rows}) a) b
select t.{column} from ({relation} t cross join (select 1) one) where {rows}
select (select t.{column}) from {relation} t where {rows}
select (select x.{column} from (select t.*) x) from {relation} t where {rows}
select array(select t.{column} from {relation} t where {rows})

-- each: queries
with c as (select t.{column} from {relation} t where {rows}) select * from c
with c as materialized (select * from {relation} t where {rows}) select {column} from c
with c as not materialized (select * from {relation} t where {rows}) select {column} from c
with {table} as (select * from {relation} t where {rows}) select {column} from {table}
with x as (with {table} as (select 1) select t.{column} from {relation} t where {rows}) select {column} from x
with a as (select t.{column} from {relation} t where {rows}), b as (select {column} as v from a) select v from b
select t.{column} from {relation} t where {rows} union select t.{column} from {relation} t where {rows}
select t.{column} from {relation} t where {rows} union all select null
select t.{column} from {relation} t where {rows} intersect all select t.{column} from {relation} t where {rows}
select t.{column} from {relation} t where {rows} except all select null
select a.{column} from {relation} t join (select * from {relation} t where {rows}) a on a.{column}::text = t.{column}::text where {rows}
select {column}::text from {relation} t join (select t.{column} from {relation} t where {rows}) x using ({column}) where {rows}
select l.v from {relation} t, lateral (select t.{column}) l(v) where {rows}
select l.v from {relation} t, lateral (values (t.{column})) l(v) where {rows}
select l.v from {relation} t left join lateral (select t.{column}) l(v) on true where {rows}
select u from {relation} t, lateral unnest(array[t.{column}]) u where {rows}
select * from rows from (unnest(array(select t.{column} from {relation} t where {rows})), generate_series(1, 3)) as x(v, n)
select case when true then t.{column} end from {relation} t where {rows}
select coalesce(null, t.{column}), nullif(t.{column}, null) from {relation} t where {rows}
select greatest(t.{column}::text, ''), least(t.{column}::text, '~~~~') from {relation} t where {rows}
select t.{column}::text from {relation} t where {rows}
select cast(t.{column} as varchar) from {relation} t where {rows}
select t.{column}::text::bytea from {relation} t where {rows} and t.{column}::text !~ '\\'
select lag(t.{column}) over (order by t.{column}::text), lead(t.{column}) over (order by t.{column}::text) from {relation} t where {rows}
select t.{column}, count(*) over (partition by t.{column}::text) from {relation} t where {rows}
select t.{column} from {relation} t where {rows} order by case when true then t.{column}::text end

-- each: whole rows
select row_to_json(t) from {relation} t where {rows}
select to_json(t), to_jsonb(t) from {relation} t where {rows}
select to_jsonb(t) ->> {column_text} from {relation} t where {rows}
select jsonb_each(to_jsonb(t)) from {relation} t where {rows}
select (jsonb_each_text(to_jsonb(t))).value from {relation} t where {rows}
select t::text from {relation} t where {rows}
select row(t.*)::text from {relation} t where {rows}
select array_agg(t.*) from {relation} t where {rows}
select json_agg(t) from {relation} t where {rows}
select jsonb_agg(to_jsonb(t) -> {column_text}) from {relation} t where {rows}
select max(t::text) from {relation} t where {rows}
select concat(t), format('%s', t) from {relation} t where {rows}
select record_out(t) from {relation} t where {rows}
select jsonb_path_query(to_jsonb(t), '$.*') from {relation} t where {rows}
select jsonb_pretty(to_jsonb(t)) from {relation} t where {rows}
select (jsonb_populate_record(t, '{}')).{column} from {relation} t where {rows}
select jsonb_populate_record(null::{relation}, to_jsonb(t)) from {relation} t where {rows}
select json_populate_recordset(null::{relation}, json_agg(t)) from {relation} t where {rows}
select t.{column} from {relation} t where {rows} and t is not null
select x.v from {relation} t, jsonb_each_text(to_jsonb(t)) x(k, v) where {rows}
select md5(t::text) from {relation} t where {rows}

-- each: aggregates
select array_agg(t.{column}) from {relation} t where {rows}
select string_agg(t.{column}::text, ',') from {relation} t where {rows}
select string_agg(t.{column}::text, ',' order by t.{column}::text desc) from {relation} t where {rows}
select json_agg(t.{column}), jsonb_agg(t.{column}) from {relation} t where {rows}
select json_object_agg(1, t.{column}), jsonb_object_agg('a', t.{column}) from {relation} t where {rows}
select max(t.{column}::text), min(t.{column}::text) from {relation} t where {rows}
select max(t.{column}::text) filter (where true) from {relation} t where {rows}
select mode() within group (order by t.{column}::text) from {relation} t where {rows}
select percentile_disc(0.5) within group (order by t.{column}::text) from {relation} t where {rows}
select t.{column}::text, count(*) from {relation} t where {rows} group by 1
select t.{column}::text from {relation} t where {rows} group by cube (t.{column}::text)
select t.{column}::text, grouping(t.{column}::text) from {relation} t where {rows} group by rollup (t.{column}::text)
select max(t.{column}::text) from {relation} t where {rows} having max(t.{column}::text) > ''
select count(t.{column}), count(distinct t.{column}::text) from {relation} t where {rows}
select xmlagg(xmlelement(name x, t.{column}::text)) from {relation} t where {rows}
select xmlforest(t.{column} as v) from {relation} t where {rows}
select xmlelement(name a, xmlattributes(t.{column}::text as b)) from {relation} t where {rows}
select json_build_object('v', t.{column}), jsonb_build_array(t.{column}) from {relation} t where {rows}
select json_object(array['v', t.{column}::text]) from {relation} t where {rows}
select array[t.{column}], array[[t.{column}]] from {relation} t where {rows}
select quote_literal(t.{column}), quote_nullable(t.{column}) from {relation} t where {rows}
select format('%s %L', t.{column}, t.{column}) from {relation} t where {rows}
select concat(t.{column}, '.'), concat_ws('-', 'a', t.{column}) from {relation} t where {rows}
select hashtext(t.{column}::text), hashtextextended(t.{column}::text, 0) from {relation} t where {rows}
select md5(t.{column}::text) from {relation} t where {rows}
select encode(sha256(convert_to(t.{column}::text, 'UTF8')), 'hex') from {relation} t where {rows}
select encode(convert_to(t.{column}::text, 'UTF8'), 'hex') from {relation} t where {rows}
select encode(convert_to(t.{column}::text, 'UTF8'), 'base64') from {relation} t where {rows}
select convert_to(t.{column}::text, 'UTF8') from {relation} t where {rows}
select textsend(t.{column}::text) from {relation} t where {rows}
select upper(t.{column}::text), lower(t.{column}::text), reverse(t.{column}::text) from {relation} t where {rows}
select length(t.{column}::text), octet_length(t.{column}::text) from {relation} t where {rows}
select ascii(substr(t.{column}::text, n, 1)) from {relation} t, generate_series(1, 30) n where {rows}
select substr(t.{column}::text, n, 1) from {relation} t, generate_series(1, 30) n where {rows}
select unnest(string_to_array(t.{column}::text, null)) from {relation} t where {rows}
select pg_column_size(t.{column}) from {relation} t where {rows}

-- each: conditions
select count(*) from {relation} t where {rows} and t.{column} is null
select count(*) from {relation} t where {rows} and t.{column}::text like '%a%'
select count(*) from {relation} t where {rows} and t.{column}::text like '%1%'
select count(*) from {relation} t where {rows} and t.{column}::text ~ '^[a-m]'
select count(*) from {relation} t where {rows} and t.{column}::text ~ '[05]$'
select count(*) from {relation} t where {rows} and t.{column}::text > 'm'
select count(*) from {relation} t where {rows} and md5(t.{column}::text) < '8'
select count(*) filter (where t.{column}::text ~ '[aeiou]') from {relation} t where {rows}
select sum(case when t.{column}::text ~ '[13579]$' then 1 else 0 end) from {relation} t where {rows}
select bool_or(t.{column}::text ~ '9'), every(t.{column}::text ~ '1') from {relation} t where {rows}
select count(*) from {relation} t join (select * from {relation} t where {rows}) a on a.{column}::text < t.{column}::text where {rows}
select exists (select 1 from {relation} t where {rows} and t.{column}::text > '5')
select count(*) from (select * from {relation} t where {rows}) x where x.{column}::text like '%e%'
with c as (select * from {relation} t where {rows}) select count(*) from c where c.{column}::text like '%2%'
select count(*) from {relation} t where {rows} and exists (select 1 from (select * from {relation} t where {rows}) a where a.{column}::text > t.{column}::text)
select count(*) from {relation} t where {rows} and length(t.{column}::text) > 10
select count(*) from {relation} t where {rows} group by t.{column}::text ~ '[13579]$'
select count(*) from {relation} t where {rows} group by t.{column}::text
select dense_rank() over (order by t.{column}::text) from {relation} t where {rows}

-- each: errors
select t.{column}::text::int from {relation} t where {rows}
select t.{column}::text::date from {relation} t where {rows}
select t.{column}::text::uuid from {relation} t where {rows}
select t.{column}::text::jsonb from {relation} t where {rows}
select t.{column}::text::regclass from {relation} t where {rows}
select t.{column}::text::inet from {relation} t where {rows}
select t.{column}::text::xml from {relation} t where {rows}
select t.{column}::text::int4range from {relation} t where {rows}
select t.{column}::text::boolean from {relation} t where {rows}
select ('\x' || t.{column}::text)::bytea from {relation} t where {rows}
select (t.{column}::text || ' |')::tsquery from {relation} t where {rows}
select ('{' || t.{column}::text)::text[] from {relation} t where {rows}
select to_date(t.{column}::text, 'YYYY-MM-DD HH24') from {relation} t where {rows}
select decode(t.{column}::text || '.', 'hex') from {relation} t where {rows}
select format('%' || t.{column}::text, 1) from {relation} t where {rows}
select current_setting(t.{column}::text) from {relation} t where {rows}
select 1 / (length(t.{column}::text) - length(t.{column}::text)) from {relation} t where {rows}
select count(*) from {relation} t where {rows} and t.{column}::text::int > 5
select count(*) from {relation} t where {rows} and 1 / (case when t.{column}::text > 'm' then 0 else 1 end) = 1
select (select max(t.{column}::text) from {relation} t where {rows})::int

-- each: COPY
copy (select t.{column} from {relation} t where {rows}) to stdout
copy (select * from {relation} t where {rows}) to stdout (format csv, header)
copy (select * from {relation} t where {rows}) to stdout (format binary)
copy (select row_to_json(t) from {relation} t where {rows}) to stdout
copy (with c as (select * from {relation} t where {rows}) select {column} from c) to stdout

-- each: cursors and prepared statements
declare k cursor for select t.{column} from {relation} t where {rows} ;; fetch all k
prepare sallyport_p as select t.{column} from {relation} t where {rows} ;; execute sallyport_p ;; deallocate sallyport_p
prepare sallyport_p(text) as select count(*) from {relation} t where {rows} and t.{column}::text > $1 ;; execute sallyport_p('m') ;; deallocate sallyport_p
create temp table sallyport_t as select t.{column} as v from {relation} t where {rows} ;; select * from sallyport_t
select t.{column} as v into temp sallyport_t from {relation} t where {rows} ;; table sallyport_t
create temp table sallyport_t (v text) ;; insert into sallyport_t select t.{column} from {relation} t where {rows} returning v
create temp view sallyport_v as select t.{column} as v from {relation} t where {rows} ;; select * from sallyport_v

-- each: settings and messages
select set_config('sallyport.x', t.{column}::text, true) from {relation} t where {rows} ;; select current_setting('sallyport.x')
select set_config('application_name', t.{column}::text, true) from {relation} t where {rows} ;; show application_name
set local search_path = pg_catalog ;; select t.{column} from {relation} t where {rows}
set local standard_conforming_strings = off ;; select t.{column} || '\'' from {relation} t where {rows}

-- each: some of the rows
-- varies: yes
select {relation}.{column} from {relation} limit 5
select {table}.{column} from {table} limit 5
select {table}.* from {relation} limit 5
select {table} from {relation} limit 5
(table {relation}) limit 5
select t.{column} from only {relation} t where {rows}
select t.{column} from {relation} * t where {rows}
values ((select t.{column} from {relation} t where {rows} limit 1))
select row((select t.{column} from {relation} t where {rows} limit 1), 1)
with recursive r(n, v) as (select 1, (select t.{column} from {relation} t where {rows} limit 1) union all select n + 1, v from r where n < 2) select v from r
select first_value(t.{column}) over (), last_value(t.{column}) over () from {relation} t where {rows}
select nth_value(t.{column}, 1) over (order by t.{column}::text) from {relation} t where {rows}
select t.{column} from {relation} t where {rows} fetch first 2 rows only
select t.{column} from {relation} t where {rows} limit 2 offset 1
select (array_agg(t))[1] from {relation} t where {rows}
select now() at time zone t.{column}::text from {relation} t where {rows}
select date_trunc(t.{column}::text, now()) from {relation} t where {rows}
copy (values ((select t.{column} from {relation} t where {rows} limit 1))) to stdout
declare k scroll cursor for select * from {relation} t where {rows} ;; fetch last k ;; fetch first k
declare k binary cursor for select t.{column} from {relation} t where {rows} ;; fetch 3 k
declare k cursor with hold for select t.{column} from {relation} t where {rows} ;; fetch k

-- each: EXPLAIN
-- varies: yes
explain (analyze) select t.{column}::text::int4range from {relation} t where {rows}
explain (analyze, format json) select count(*) from {relation} t where {rows} and t.{column}::text::int4range is null

-- each: spelling
select t.{column}/**/from/**/{relation} t where {rows}
select t . {column} from {relation} t where {rows}
select t.{column}, $a$'$a$ from {relation} t where {rows}
select E'\'', t.{column} from {relation} t where {rows}
select t.{column} from {relation} t where ({rows}) and (1 = 1 or '' = '')
select 1 as {column}, t.{column} as v from {relation} t where {rows}
select t.{column} from {relation} as t where {rows}
