# Rows that the filter leaves out: reading them, moving them, telling that they are there.
-- default kind: attack

-- each: reading
select name from customers
select count(*) from customers where visits > 0
select * from logins
select who from logins where true
select who from logins where region = 'us'
select who from logins where region = 'eu' or true
select who from logins where region = 'eu' or 1 = 1 -- and
select who from logins where not (region = 'eu')
select who from logins union select who from logins
select who from logins except select 'user1'
select l.who from regions r left join logins l on l.region = r.code
select l.who from regions r right join logins l on l.region = r.code and false
select l.who from logins l full join regions r on false
select a.who from logins a, logins b where a.id = b.id
select who from logins group by who
select max(who), min(who) from logins
select string_agg(who, ',') from logins where tries >= 0
select array(select who from logins)
select (select who from logins where id = 3)
select exists (select 1 from logins where tries = 0)
select who from logins order by tries limit 1
select logins from logins
select l.who from (select * from logins) l
with l as (select * from logins) select who from l
with logins as (select * from logins) select who from logins
with recursive l as (select * from logins where id = 3 union select x.* from logins x join l on x.id = l.id + 3) select who from l
select who from logins for share
select who from logins tablesample bernoulli (100)
table logins
select what from events
select what from events_us
select what from only events_us
select payload from events_us
select tableoid::regclass, what from events
select name from us_customers
select n from region_counts
select ssn from customer_book
select highest from top_customers
select ssn from guarded
select o.id, c.name from orders o left join customers c on c.id = o.customer_id
select c.name from orders o join customers c on c.id = o.customer_id
select sum(visits), count(*), avg(visits) from customers
select count(*), max(joined), bool_and(active) from customers
select name, count(*) over () from customers
select lateral_name from regions, lateral (select who as lateral_name from logins where region = code) x
select region, count(*) from logins group by cube (region)
select count(distinct tries) from logins
select r.code from regions r where exists (select from logins l where l.region = r.code and l.tries = 0)
select json_agg(l) from logins l
select who from logins natural join regions
select who from logins cross join (select 1) x
select (l).who from logins l
select unnest(array_agg(who)) from logins

-- each: conditions that fail or speak before the filter
select id from logins where 10 / tries > 0
select id from logins where 10 / tries > 0 and region = 'us'
select id from logins where telltale(who)
select id from logins where !!! who
select id from logins where region = 'us' and 1 / tries = 1
select id from logins where (select 1 / tries) >= 0
select id from logins where tries in (select 1 / tries)
select id from logins where date_part('year', at) / tries > 0
select 1 / tries from logins
select id from logins order by 1 / tries, id
select id from logins group by id, tries having 1 / tries >= 0
select l.id from logins l join regions r on 1 / l.tries >= 0
select id from logins where to_char(at, 'YYYY') = '2026' and 5 % tries = 0
select id from us_customers where name::int > 0
update logins set tries = 1 where 1 / tries >= 0 returning id
delete from logins where 1 / tries >= 0 returning id
update logins set tries = 100 / tries where id > 0 returning id
delete from tickets using logins l where 1 / l.tries >= 0 returning tickets.id
update tickets set title = l.who from logins l where l.region = 'us' and l.id = tickets.id returning title
insert into scratch (a) select who from logins returning a
insert into scratch (n) select 1 / tries from logins returning n
copy (select id from logins where 1 / tries >= 0) to stdout
declare k cursor for select id from logins where 1 / tries >= 0 ;; fetch all k
prepare p as select id from logins where 1 / tries >= $1 ;; execute p(0)

-- each: changing rows that are left out
-- leaks: change
update logins set tries = 99 where id = 3
update logins set tries = 99 where region = 'us'
update logins set who = 'x' where region = 'us' or id < 0
update customers set bio = 'x' where id = 11
update customers set bio = 'x' where region = 'us' and visits >= 0
update us_customers set name = 'x' where id = 11
update us_customers set name = 'x' where id > 0
update events set what = 'x' where id = 7
update events_us set what = 'x' where id = 7
update only events_us set what = 'x' where id > 0
delete from logins where id = 3
delete from logins where region <> 'eu'
delete from customers where id = 13
delete from us_customers where id = 13
delete from events where region = 'us'
delete from events_us where id > 0
delete from logins l using regions r where r.code = l.region and r.code = 'us'
delete from logins where id in (select id from logins where region = 'us')
update logins set tries = 7 from regions where code = 'us' and code = region
with d as (delete from logins where id = 3 returning 1) select 1
with u as (update logins set tries = 1 where id = 3) select 1
insert into logins values (99, 'us', 'x', 1, null)
insert into logins select 99, 'us', 'x', 1, null
insert into logins values (3, 'us', 'x', 1, null) on conflict (id) do update set who = 'y'
insert into events values (99, 'us', 'x', 'y')
insert into events_us values (99, 'us', 'x', 'y')
insert into customers (id, name, region) values (99, 'x', 'us')
update logins set region = 'us' where id = 1
update logins set region = 'eu' where id = 3
update logins set (region, who) = ('us', 'x') where id > 0
update customers set region = 'us' where id = 8
update events set region = 'us', id = 77 where id = 1
prepare p as delete from logins where id = $1 ;; execute p(3)
explain analyze delete from logins where id = 3
copy (delete from logins where id = 3 returning id) to stdout
begin ;; declare k cursor for select id from logins where region = 'us' for update ;; fetch k ;; delete from logins where current of k ;; commit
delete from regions where code = 'us' ;; truncate regions cascade
truncate logins
truncate events_us
alter table events rename column what to w

-- name: rows by COPY
-- leaks: change
copy logins from stdin
-- input
99	us	x	1	2026-01-01
-- name: rows by COPY into a partition
-- leaks: change
copy events_us from stdin
-- input
99	us	x	y

-- each: conditions that fail for any row
-- leaks: nothing
select id from logins where who::int = 1
select id from logins where ('x' || who)::regclass::int > 0
select id from logins where case when region = 'us' then 1 / 0 = 1 else true end
select l.id from logins l left join regions r on r.code = l.region and 1 / l.tries >= 0
select id from customers where 1 / visits >= 0
select id from customers where name::int > 0
select id from events where what::int > 0
select id from logins where jsonb_build_object('k', who) ->> 'k' = '1' or who::int = 2
explain analyze select id from logins where who::int = 1
select count(*) from region_counts
select distinct region from customers

-- each: changing rows that are left out by MERGE
-- leaks: change
-- since: 15
merge into logins l using (values (3)) v(i) on l.id = v.i when matched then delete
merge into logins l using (values (3)) v(i) on l.id = v.i when matched then update set who = 'x'
merge into customers c using (values (13)) v(i) on c.id = v.i when matched then update set bio = 'x'
