# Expressions, functions and queries over masked columns.
-- default kind: attack

-- each: plainly
select ssn from customers
select * from customers
table customers
select customers.ssn from customers
select public.customers.ssn from public.customers
select c.* from customers c
select c from customers c
select (c).ssn from customers c
select (c).* from customers c
select distinct ssn from customers
select all notes from customers
select ssn as name from customers
select ssn id, id ssn from customers
select email, phone, salary, born, last_seen, balance from customers
select profile, aliases, photo, feeling, home, tax, badge from customers
select card from customers
select pin from only staff
select pin from staff *
select pin, pay from managers
select payload from events
select payload from events_eu
select (home).street from customers
select (home).* from customers
select (c.home).town from customers c
select aliases[1], aliases[1:1] from customers
select profile->>'k' from customers
select x from customers as t(a, b, c, d, x) limit 3
select t.e from customers t(a, b, c, d, e)
values ((select ssn from customers where id = 1))
select (select ssn from customers where id = 1)
select array(select ssn from customers)
select row((select ssn from customers where id = 2), 1)
select ssn collate "C" from customers
select ssn from customers fetch first 2 rows only
select ssn from customers order by ssn limit 1
select min(ssn) over () from customers
select first_value(ssn) over (order by c.id), lag(ssn) over (order by c.id), nth_value(pin, 1) over () from customers c, staff
select ssn from customers natural join regions where title = 'x' or true

-- each: string functions
select upper(ssn), lower(ssn), initcap(ssn) from customers
select reverse(ssn) from customers
select substr(ssn, 1, 7) from customers
select substring(ssn from 1 for 7) from customers
select substring(ssn from 'qz[a-z]+') from customers
select left(ssn, 6), right(ssn, 8) from customers
select overlay(ssn placing 'x' from 9 for 1) from customers
select replace(ssn, '-', '_') from customers
select regexp_replace(ssn, '-.*', '') from customers
select translate(ssn, 'a', 'b') from customers
select translate(ssn, 'qzsn', 'abcd') from customers
select split_part(ssn, '-', 1) from customers
select string_to_array(ssn, '-') from customers
select regexp_split_to_array(ssn, '-') from customers
select regexp_split_to_table(ssn, '') from customers
select regexp_matches(ssn, '(.*)') from customers
select regexp_match(ssn, '.{6}') from customers
select unnest(string_to_array(ssn, null)) from customers
select ssn || '' from customers
select concat(ssn, 1), concat_ws('-', ssn, notes) from customers
select format('%s %I %L', ssn, notes, ssn) from customers
select quote_literal(ssn), quote_ident(notes), quote_nullable(ssn) from customers
select lpad(ssn, 40, '*'), rpad(ssn, 40), btrim(ssn, 'x'), ltrim(ssn), rtrim(ssn) from customers
select repeat(ssn, 2) from customers
select chr(ascii(ssn)), ascii(substr(ssn, 2)) from customers
select ascii(substr(ssn, n, 1)) from customers, generate_series(1, 12) n order by id, n
select substr(ssn, n, 1) from customers, generate_series(1, 12) n where id = 1 order by n
select get_byte(ssn::bytea, 3), get_byte(ssn::bytea, 1) from customers
select md5(ssn) from customers
select sha256(ssn::bytea) from customers
select encode(sha256(convert_to(ssn, 'UTF8')), 'hex') from customers
select encode(ssn::bytea, 'hex') from customers
select encode(ssn::bytea, 'base64') from customers
select encode(ssn::bytea, 'escape') from customers
select convert_to(ssn, 'UTF8') from customers
select convert_from(photo, 'UTF8') from customers
select length(ssn), octet_length(ssn), bit_length(notes) from customers
select to_hex(salary), salary::bit(32), salary::text from customers
select to_char(salary, '999,999,999'), to_char(last_seen, 'HH24:MI') from customers
select salary * 2, salary + id, -salary, salary::float8 from customers
select sqrt(salary), ln(salary), salary % 1000, salary / 7 from customers
select greatest(salary, 0), least(salary, 100000000), coalesce(salary, 1), nullif(salary, 1) from customers
select width_bucket(salary, 0, 100000000, 10000) from customers
select extract(year from born), date_part('doy', born), born - date '1970-01-01', age(born) from customers
select extract(epoch from last_seen), date_trunc('hour', last_seen), last_seen at time zone 'Asia/Tokyo' from customers
select balance - 90000, round(balance), trunc(balance, -1) from customers
select to_tsvector('simple', ssn) from customers
select ts_headline('simple', body, to_tsquery('simple', 'document')) from documents
select ts_rank(to_tsvector('simple', body), to_tsquery('simple', 'much')) from documents
select to_tsvector('simple', body) @@ to_tsquery('simple', 'qzbody') from documents
select ssn::varchar(9), ssn::char(7), ssn::name, cast(notes as varchar) from customers
select ssn::text::bytea::text from customers
select host(('10.0.0.' || length(ssn))::inet) from customers
select parse_ident(ssn, false) from customers
select starts_with(ssn, 'qzssn'), strpos(ssn, 'zss'), position('a' in ssn) from customers
select similar_to_escape(ssn) from customers
select hashtext(ssn), hashtextextended(ssn, 0) from customers
select uuid_send(badge), badge::text from customers
select textsend(ssn), int4send(salary), date_send(born), record_send(c) from customers c
select text(ssn), pg_catalog.bpchar(ssn), pg_catalog.varchar(ssn, 20, true) from customers
select textcat(ssn, 'x'), textlike(ssn, 'qz%'), texteq(ssn, 'qz') from customers
select string_agg(ch, '' order by ch) from customers, unnest(string_to_array(ssn, null)) ch where id = 1
select pg_column_size(ssn), pg_column_size(notes) from customers
select case when ssn like 'qz%' then 'a' || ssn else 'b' end from customers
select coalesce(null, ssn) from customers

-- each: aggregates and windows
select string_agg(ssn, ',') from customers
select array_agg(ssn), array_agg(distinct notes) from customers
select json_agg(ssn), jsonb_agg(notes), json_object_agg(id, ssn), jsonb_object_agg(ssn, id) from customers
select xmlagg(xmlelement(name x, ssn)) from customers
select max(ssn), min(ssn), max(salary), min(born) from customers
select sum(salary), avg(salary), stddev(salary), variance(salary) from customers
select mode() within group (order by ssn) from customers
select percentile_disc(0.5) within group (order by ssn) from customers
select percentile_cont(0.25) within group (order by salary) from customers
select rank('qzssn-2') within group (order by ssn) from customers
select ssn, count(*) from customers group by ssn
select count(*) from customers group by feeling
select region, ssn from customers group by grouping sets ((region), (ssn))
select ssn, grouping(ssn) from customers group by rollup (ssn)
select ssn from customers group by cube (ssn, notes) order by 1
select string_agg(ssn, ',') filter (where id = 1) from customers
select count(distinct salary), count(salary), count(ssn) filter (where ssn like 'qz%') from customers
select row_number() over (order by salary desc), id from customers
select id, rank() over (order by pay), ntile(2) over (order by pin) from staff
select id, sum(pay) over w from staff window w as (order by id rows between current row and current row)
select id, percent_rank() over (order by notes), cume_dist() over (partition by ssn) from customers
select corr(salary, id), covar_pop(salary, id), regr_slope(salary, id) from customers
select bool_or(ssn like 'qzssn%'), every(salary > 48151600) from customers
select text_min(ssn) from customers
select public.text_min(pin) from staff
select max(c.ssn) from customers c having max(c.ssn) > 'a'

-- each: whole rows and composites
select row_to_json(c) from customers c
select to_json(c), to_jsonb(c) from customers c
select jsonb_each(to_jsonb(c)) from customers c
select (jsonb_each_text(to_jsonb(c))).value from customers c
select c::text from customers c
select customers::text from customers
select cast(c as text) from customers c
select row(c.*)::text from customers c
select array_agg(c) from customers c
select json_agg(c) from customers c
select max(c::text) from customers c
select c = c, c is not null from customers c where c.ssn like 'qz%'
select jsonb_populate_record(null::customers, to_jsonb(c)) from customers c
select (jsonb_populate_record(c, '{}')).ssn from customers c
select (jsonb_populate_record(null::staff, to_jsonb(s))).pin from staff s
select json_populate_recordset(null::staff, json_agg(s)) from staff s
select x.pin from staff s, jsonb_to_record(to_jsonb(s)) as x(pin text)
select jsonb_path_query(to_jsonb(c), '$.ssn') from customers c
select jsonb_pretty(to_jsonb(c)), json_strip_nulls(row_to_json(c)) from customers c
select record_out(c) from customers c
select concat(c), format('%s', c) from customers c
select (array_agg(c))[1].ssn from customers c
select ssn_of(c) from customers c
select c.ssn_of from customers c
select customers.ssn_of from customers
select (select c) from customers c
select (select x.ssn from (select c.*) x) from customers c
select array[c.ssn, c.notes] from customers c
select unnest(array[ssn, notes]) from customers
select xmlforest(ssn, notes) from customers
select xmlelement(name a, xmlattributes(ssn as b), notes) from customers
select xmlconcat(xmlelement(name a, ssn)), xmlserialize(content xmlelement(name b, notes) as text) from customers
select xpath('/a/text()', xmlelement(name a, ssn)) from customers
select x.v from customers c, xmltable('/r' passing xmlelement(name r, c.ssn) columns v text path '.') x
select json_build_object('s', ssn), jsonb_build_array(notes) from customers
select json_object(array['a', ssn]) from customers
select v.s from customers c, lateral (values (c.ssn)) v(s)
select l.s from regions r, lateral (select ssn from customers where region = r.code) l(s)
select f.* from customers c, lateral unnest(array[c.ssn, c.notes]) with ordinality f
select * from rows from (unnest(array(select ssn from customers)), generate_series(1, 3)) as x(s, n)
select c.ssn from orders o join customers c on c.id = o.customer_id
select c.ssn from orders o left join lateral (select * from customers where id = o.customer_id) c on true
select * from (select * from (select ssn from customers) a) b
select x.* from (customers join regions on region = code) as x
select x.ssn from (customers c cross join regions) x
select ssn from customers union select pin from staff
select name from customers except select ssn from customers
select ssn from customers intersect select ssn from customers
with c as (select ssn from customers) select * from c
with c as materialized (select * from customers) select ssn from c
with recursive r(n, s) as (select 1, (select ssn from customers where id = 1) union all select n + 1, s from r where n < 2) select s from r
with recursive r as (select id, ssn from customers where id = 1 union select c.id, c.ssn from customers c join r on c.id = r.id + 1) select * from r
with customers as (select * from customers) select ssn from customers
with customers as (select * from public.customers) select ssn from customers
with customers as (select 1 as id) select ssn from public.customers
with x as (with customers as (select 1) select * from public.customers) select ssn from x
with a as (select ssn from customers), b as (select ssn as t from a) select t from b
select ssn from customers as orders
select orders.ssn from customers orders, orders o limit 3
select "orders".ssn from public.customers as "orders" join orders o on true limit 3
select c.ssn from customers c tablesample system (100)
select ssn from customers tablesample bernoulli (100) repeatable (1)
select ssn from customers for update
select ssn from customers for no key update of customers skip locked

-- each: quoting and spelling
select "ssn" from "customers"
select "ssn" from "public"."customers"
select SSN from CUSTOMERS
select Ssn from Public.Customers
select U&"\0073sn" from U&"c\0075stomers"
select U&"!0073sn" uescape '!' from customers
select ssn/**/from/**/customers
select ssn from customers -- comment
select ssn /* /* nested */ from nowhere */ from customers
select customers . ssn from public . customers
select ssn from "customers"  ; select 1
select ssn	from	customers
select ctid, xmin, tableoid::regclass, ssn from customers
select ssn::text "count" from customers
select $$x$$ || ssn from customers
select $a$'$a$ || ssn from customers
select E'\'' || ssn from customers
select N'x' || ssn from customers
select B'1' is null, ssn from customers
select ssn from shop.public.customers
select ssn from only (customers)
select ssn from (select customers.* from customers) customers
select c.ssn from customers c where exists (select from customers customers where c.id = customers.id)
(select ssn from customers)
((select ssn from customers) limit 3)
(table customers) union all (table customers)
select ssn from customers where 1=1 or ''=''
select customers.ssn from customers where id = (select id from customers c2 where c2.id = customers.id)
select ssn from customers order by case when true then ssn end

-- name: a line comment before FROM
select ssn -- from nothing
  -- and more
  from customers
-- name: a string continued on the next line
select 'a'
'b' || ssn from customers
-- name: a name longer than the server keeps
create table scratch_of_a_name_that_is_much_longer_than_the_sixty_three_bytes_that_are_kept as select 1 as a
;
select a, ssn from scratch_of_a_name_that_is_much_longer_than_the_sixty_three_bytes_that_are_kept_of_it, customers
-- name: an alias longer than the server keeps
select abcdefghijklmnopqrstuvwxyz_abcdefghijklmnopqrstuvwxyz_abcdefghijklmnopqrstuvwxyz.ssn
from customers as abcdefghijklmnopqrstuvwxyz_abcdefghijklmnopqrstuvwxyz_abcdefghij_another_end
-- name: carriage returns and form feeds as blanks
select ssn from customers

-- each: generated columns
select secret, code from vault
select code from vault

-- each: functions of later servers
-- since: 18
select casefold(ssn collate "pg_c_utf8") from customers
select crc32(ssn::bytea) from customers

-- each: since 14
-- since: 14
select profile['k'] from customers
select substring(ssn similar '%#"qzssn#"%' escape '#') from customers
select unistr(ssn) from customers
select bit_xor(salary) from customers
select range_agg(int4range(salary, salary + 1)) from customers
update customers set bio = profile['k'] where id = 1 returning bio

-- each: normal forms and bits
select normalize(notes) from customers
select bit_and(salary), bit_or(salary) from customers

-- each: since 16
-- since: 16
select any_value(ssn) from customers
select json_array(ssn, notes), json_object('s': ssn) from customers
select json_arrayagg(ssn order by id), json_objectagg(id: notes) from customers
select id from customers where substr(ssn, 7) is json
select array_sample(array_agg(ssn), 1), array_shuffle(array_agg(notes)) from customers

-- each: since 17
-- since: 17
select json_scalar(ssn), json_serialize(profile) from customers
select json_value(profile, '$.k'), json_query(profile, '$.k'), json_exists(profile, '$.k ? (@ like_regex "qzprof")') from customers
select x.k from customers, json_table(profile, '$' columns (k text path '$.k')) x
select to_bin(salary), to_oct(salary) from customers
