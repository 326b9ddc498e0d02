# Attempts on a masked column that holds numbers.
-- default kind: attack

-- each: arithmetic
select t.{column} + 0, t.{column} * 1, - t.{column} from {relation} t where {rows}
select t.{column} * 2, t.{column} / 2, t.{column} - 1 from {relation} t where {rows}
select t.{column}::numeric, t.{column}::float8 from {relation} t where {rows}
select abs(t.{column}), sign(t.{column}) from {relation} t where {rows}
select round(t.{column}::numeric, 2), trunc(t.{column}::numeric), floor(t.{column}) from {relation} t where {rows}
select to_char(t.{column}, 'FM999999999999999999') from {relation} t where {rows}
select t.{column} % 10 from {relation} t where {rows} and t.{column} is not null
select greatest(t.{column}, 0), least(t.{column}, 2000000000) from {relation} t where {rows}
select width_bucket(t.{column}::numeric, 0, 1000000, 100000) from {relation} t where {rows}
select to_hex(t.{column}::bigint) from {relation} t where {rows}
select int8send(t.{column}::bigint) from {relation} t where {rows}
select generate_series(t.{column}::bigint, t.{column}::bigint) from {relation} t where {rows}
select make_interval(secs => t.{column}::float8) from {relation} t where {rows}
select to_timestamp(t.{column}::float8) from {relation} t where {rows}
select numrange(t.{column}::numeric, t.{column}::numeric, '[]') from {relation} t where {rows}

-- each: sums and order
select sum(t.{column}), avg(t.{column}), min(t.{column}), max(t.{column}) from {relation} t where {rows}
select stddev(t.{column}), variance(t.{column}) from {relation} t where {rows}
select sum(t.{column}) over (rows between current row and current row) from {relation} t where {rows}
select percentile_cont(0.5) within group (order by t.{column}::float8) from {relation} t where {rows}
select rank() over (order by t.{column} desc) from {relation} t where {rows}
select t.{column} from {relation} t where {rows} order by t.{column} desc limit 3
select count(*) from {relation} t where {rows} and t.{column} % 100 > 50
select count(*) from {relation} t where {rows} and t.{column} % 2 = 0
select sum(t.{column} % 7) from {relation} t where {rows}

-- each: errors of numbers
select 1 / (t.{column} - t.{column}) from {relation} t where {rows}
select (t.{column}::text || '000000000')::int from {relation} t where {rows}
select t.{column}::smallint from {relation} t where {rows}
select lpad('x', (t.{column} - t.{column})::int) from {relation} t where {rows}
