# Attempts on a relation that shows others' rows: a view or materialized view.
-- default kind: attack

-- each: through a view
select * from {relation} limit 200
table {relation}
select x from {relation} x limit 200
select x::text from {relation} x limit 200
select row_to_json(x) from {relation} x limit 200
select string_agg(x::text, ',') from (select * from {relation} limit 200) x
select reverse(x::text), upper(x::text) from {relation} x limit 200
select encode(convert_to(x::text, 'UTF8'), 'hex') from {relation} x limit 200
select x::text::int from {relation} x limit 200
with x as (select * from {relation} limit 200) select * from x
copy (select * from {relation} limit 200) to stdout
declare k cursor for select * from {relation} limit 200 ;; fetch all k
create temp table sallyport_t as select * from {relation} limit 200 ;; table sallyport_t
select query_to_xml('select * from ' || {relation_text} || ' limit 200', true, true, '')
