# Answers that depend on hidden values without showing them: conditions, order, groups, errors.
-- default kind: attack

-- each: conditions
select id from customers where ssn like 'qzssn%'
select id from customers where ssn ~ '^qz'
select id from customers where ssn similar to 'qz%'
select id from customers where ssn ilike '%SSN%'
select id from customers where ssn > 'q'
select id from customers where ssn between 'q' and 'r'
select id from customers where ssn in ('qzssn-1037-a', 'qzssn-1074-a')
select id from customers where ssn = any (array['qzssn-1037-a'])
select id from customers where ssn is distinct from 'qzssn-1037-a'
select id from customers where salary > 48151603
select id from customers where (salary > 48151602) is true
select id from customers where salary::text like '4815160%'
select id from customers where born < '1974-01-01'
select id from customers where last_seen > '2026-03-10'
select id from customers where balance > 90500
select id from customers where feeling = 'glad'
select id from customers where profile @> '{"k": "qzprof1"}'
select id from customers where profile ? 'qzprof'
select id from customers where aliases && array['qzalias']
select id from customers where 'qzalias1' = any (aliases)
select id from customers where (home).town = 'qztown'
select id from customers where home = row('qzstreet 1', 'qztown')::place
select id from customers where tax = 'qztax1'
select id from customers where photo = 'qzphoto1'::bytea
select id from customers where (ssn, id) > ('q', 0)
select id from customers where not (ssn < 'q')
select id from customers where ssn ^@ 'qz'
select id from customers where case when ssn < 'q' then true else false end
select id from customers where exists (select 1 from customers c where c.ssn > customers.ssn)
select count(*) from customers where lower(ssn) = 'qzssn-1037-a'
select count(*) from staff where pin < 'r'
select exists (select 1 from staff where pay > 77330001)
select 1 from vault where secret like 'qzv%'
select a.id, b.id from customers a join customers b on a.ssn < b.ssn
select a.id from customers a join staff s on s.pin < a.ssn
select c.id from customers c natural join (values ('qzssn-1037-a')) v(ssn)
select c.id from customers c join (values ('qzssn-1037-a')) v(ssn) using (ssn)
select id from rich
select id from customers where id in (select id from rich)
select * from (select id, ssn from customers) x where x.ssn like 'qzssn%'
with c as (select id, ssn from customers) select id from c where ssn > 'q'
select id from loud_mails where loud like 'QZMAIL%'
select id from guarded where ssn like 'qz%'
select (select count(*) from customers where salary between 48151600 and 48151604)
select id from customers group by id, salary having max(salary) > 48151603
select count(*) filter (where ssn ~ 'qz') from customers
select sum(case when ssn like 'q%' then 1 else 0 end) from customers
select id from customers where md5(ssn) < '8'
select id from customers where ssn = 'qzssn-1037-a' union all select 0
select id from customers where coalesce(salary, 0) = 48151601
select id from customers where nullif(ssn, 'qzssn-1037-a') is null
select isfinite(born), salary between symmetric 48151604 and 48151600 from customers
select id from customers where row(salary, id) is not distinct from row(48151601, 1)
select id from customers where overlaps(born, born + 1, date '1973-11-10', date '1973-11-11')

-- each: order and groups
select id from customers order by ssn desc, id
select id from customers order by salary desc
select id from customers order by substr(notes, 8) desc, born desc
select id from customers order by feeling, id
select id from staff order by pay desc
select id from staff order by pin using >
select distinct on (feeling) id from customers order by feeling, id
select id from customers order by (select c.salary from customers c where c.id = customers.id) desc
select id from customers order by salary fetch first 1 row with ties
select count(*) from customers group by ssn > 'q'
select array_agg(id order by salary desc) from customers
select array_agg(id order by pin desc) from staff
select array_agg(id) from customers group by feeling order by 1
select id, dense_rank() over (order by salary) from customers order by id
select id, count(*) over (partition by feeling) from customers order by id
select max(id) over (order by salary desc rows 1 preceding), id from customers order by id
select min(array[salary::bigint, id]) from customers
select id from customers order by profile desc, aliases
select id from customers c order by c.home desc
select lag(id) over (order by born desc) from customers order by id

-- each: errors
select 1 / (salary - 48151603) from customers where salary is not null
select id from customers where 1 / (case when ssn like 'qz%' then 0 else 1 end) = 1
select ssn::int from customers
select cast(notes as date) from customers
select ssn::uuid from customers
select ssn::jsonb from customers
select ssn::regclass from customers
select ssn::regtype from customers where id = 1
select ssn::inet from customers
select ssn::xml, xmlparse(document ssn) from customers
select ssn::mood from customers
select ssn::int4range from customers
select ssn::boolean from customers
select ssn::bytea, ('\x' || ssn)::bytea from customers
select ssn::tsquery, to_tsquery(ssn || ' |') from customers
select ssn::pg_lsn from customers
select to_date(ssn, 'YYYY-MM-DD') from customers
select to_timestamp(ssn, 'YYYY') from customers
select ('{' || ssn)::text[] from customers
select id from customers where ssn::int > 5
select id from customers order by ssn::int
select id from customers group by id having max(ssn)::int > 0
select salary::smallint from customers
select salary * 1000 from customers
select (salary || '000')::int from customers
select chr(salary) from customers
select factorial(salary) from customers where id = 1
select decode(ssn, 'hex') from customers
select format('%' || ssn, 1) from customers
select date_trunc(ssn, now()) from customers
select extract('epoch' from born), date_part(ssn, now()) from customers
select now() at time zone ssn from customers
select to_char(now(), ssn) is null, set_config(ssn, 'x', false) from customers
select current_setting(ssn) from customers
select convert_from(photo, 'LATIN1')::int from customers
select generate_series(1, 2, salary - 48151601) from customers where id = 1
select ('1' || ssn)::interval, ssn::money from customers
select get_byte(photo, salary) from customers
select numeric_in(ssn::cstring, 0, 0) from customers
select enum_range(ssn::mood, null) from customers
select lpad('x', salary * 50) from customers where id = 1
select (array['a'])[ssn::int] from customers
select setseed(salary) from customers
select id from customers where id = (select id from customers where salary > 48151601)
select (select id from customers where ssn < 'p')
select id from customers limit (select max(salary) - 48151607 from customers)
select id from customers offset (select count(*) from customers where ssn like '%a')
select ssn::int from customers limit 1 offset 2
select pin::int from staff
select secret::numeric from vault

-- each: errors that come with any value
-- leaks: nothing
select case when ssn like 'qz%' then 1 / 0 else 1 end from customers
select to_number(ssn, '999') from customers
select json_build_object(null, ssn), ('{"a": ' || ssn)::json from customers
select exp(salary) from customers
select decode(ssn, 'base64') from customers
select 'a' ~ ('(' || ssn) from customers
select regexp_replace('a', '[' || ssn, 'b') from customers
select jsonb_path_query('{}', ssn::jsonpath) from customers
select substr('abc', 1, -salary) from customers
select width_bucket(id, salary, salary, 1) from customers

-- each: functions of later servers
-- since: 16
select pg_input_is_valid(replace(ssn, 'qzssn-', ''), 'integer') from customers
select id, pg_input_error_info(right(notes, 5), 'integer') from customers
select regexp_count(ssn, 'q'), regexp_instr(ssn, 'z'), regexp_like(ssn, 'ssn') from customers
