# Attempts on rows that the session may not see. {row} picks one such row, by alias t; each is sent again with a row that
# does not exist, and the answers must be alike.
-- default kind: attack

-- each: a row that is left out
select * from {relation} t where {row}
select t from {relation} t where {row}
select 1 from {relation} t where {row}
select count(*) from {relation} t where {row}
select exists (select 1 from {relation} t where {row})
select 1 where exists (select from {relation} t where {row})
select 1 where not exists (select from {relation} t where {row})
select row_to_json(t) from {relation} t where {row}
select to_jsonb(t)::text from {relation} t where {row}
select t::text from {relation} t where {row}
select string_agg(t::text, ',') from {relation} t where {row}
select array(select t::text from {relation} t where {row})
select (select t::text from {relation} t where {row})
select max(t::text) from {relation} t where {row}
select bool_or(true) from {relation} t where {row}
select * from {relation} t where {row} or {row}
select * from {relation} t where ({row}) or (1 = 1 and {row})
select * from {relation} t where not (not ({row}))
select * from {relation} t where ({row}) is true
select * from {relation} t where case when {row} then true else false end
select * from (select * from {relation}) t where {row}
with t as (select * from {relation}) select * from t where {row}
with t as materialized (select * from {relation}) select * from t where {row}
with recursive r as (select t::text as v, 1 as n from {relation} t where {row} union all select v, n + 1 from r where n < 2) select v from r
select * from {relation} t where {row} union all select * from {relation} t where {row}
select * from {relation} t where {row} intersect select * from {relation} t where {row}
select * from only {relation} t where {row}
select * from {relation} t tablesample bernoulli (100) where {row}
select x.n, t from (select 1 as n) x left join {relation} t on {row}
select x.n, t from {relation} t right join (select 1 as n) x on {row}
select x.n, y.m from (select 1 as n) x full join (select 1 as m from {relation} t where {row}) y on x.n = y.m
select l from (select 1) x, lateral (select t::text as l from {relation} t where {row}) y
select count(*) over (), t::text from {relation} t where {row}
select 1 from {relation} t where {row} for share
select 1 from {relation} t where {row} for update skip locked
copy (select * from {relation} t where {row}) to stdout
copy (select count(*) from {relation} t where {row}) to stdout
declare k cursor for select * from {relation} t where {row} ;; fetch all k
declare k cursor with hold for select count(*) from {relation} t where {row} ;; fetch k
prepare sallyport_p as select * from {relation} t where {row} ;; execute sallyport_p ;; deallocate sallyport_p
create temp table sallyport_t as select * from {relation} t where {row} ;; select count(*) from sallyport_t
create temp view sallyport_v as select * from {relation} t where {row} ;; select count(*) from sallyport_v

-- each: conditions that fail or take effect before the filter
select 1 from {relation} t where {row} and 1 / (length(t::text) - length(t::text)) = 1
select 1 / (length(t::text) - length(t::text)) from {relation} t where {row}
select 1 from {relation} t where {row} and t::text::int = 1
select t::text::int from {relation} t where {row}
select 1 from {relation} t where case when {row} then 1 / (length(t::text) - length(t::text)) = 1 else false end
select 1 from {relation} t where {row} and set_config('sallyport.x', 'seen', true) = 'x' ;; select current_setting('sallyport.x', true)
select (select 1 / (length(t::text) - length(t::text)) from {relation} t where {row})
select count(*) from {relation} t where {row} group by t::text having 1 / (length(t::text) - length(t::text)) > 0
select 1 from {relation} t where {row} order by 1 / (length(t::text) - length(t::text))
explain (analyze, costs off, timing off, summary off) select 1 from {relation} t where {row}
explain (analyze, costs off, timing off, summary off, format json) select t from {relation} t where {row}
select 1 from generate_series(1, 1) limit (select count(*) from {relation} t where {row})
select 1 from generate_series(1, 1) offset (select count(*) from {relation} t where {row})
select 1 from {relation} t where {row} and pg_try_advisory_xact_lock(20601) ;; select count(*) from pg_locks where locktype = 'advisory' and objid = 20601
