# Ordinary work over a masked or filtered relation: it must go on, and show what a masked copy would show.
-- default kind: innocent

-- each: ordinary reading
select * from {relation} t where {rows}
select t.* from {relation} t where {rows}
select count(*) from {relation} t where {rows}
select {columns} from {relation} t where {rows}
select x.* from (select * from {relation} t where {rows}) x
with x as (select * from {relation} t where {rows}) select * from x
select count(*) from {relation} t join (select 1 as one) o on o.one = 1 where {rows}
select * from {relation} t where {rows} union all select * from {relation} t where {rows}
select count(*) from (select distinct * from (select {texts} from {relation} t where {rows}) x) y
select to_json(t) from {relation} t where {rows}
copy (select * from {relation} t where {rows}) to stdout
copy (select * from {relation} t where {rows}) to stdout (format csv, header)
prepare sallyport_p as select * from {relation} t where {rows} ;; execute sallyport_p ;; deallocate sallyport_p
select exists (select from {relation} t where {rows})
select a.n from (select count(*) as n from {relation} t where {rows}) a where a.n >= 0
select * from {relation} where false

-- each: ordinary reading of some rows
-- varies: yes
select row_number() over (), t.* from {relation} t where {rows}
select * from {relation} t where {rows} limit 3
declare k cursor for select * from {relation} t where {rows} ;; fetch 2 k ;; fetch all k
select * from {relation} t where {rows} order by 1
