# Attempts that hold a hidden value: they ask whether it is there. Only sent when asked for, because records and the server's log have it then.
-- default kind: attack

-- each: guesses
select count(*) from {relation} t where {rows} and t.{column} = {guess}
select count(*) from {relation} t where {rows} and t.{column} in ({guess}, {guess})
select count(*) from {relation} t where {rows} and t.{column} = any (array[{guess}])
select count(*) from {relation} t where {rows} and t.{column} is not distinct from {guess}
select count(*) from {relation} t where {rows} and t.{column}::text like {guess}::text || '%'
select count(*) from {relation} t where {rows} and t.{column}::text >= {guess}::text
select count(*) from {relation} t where {rows} and md5(t.{column}::text) = md5({guess}::text)
select count(*) from {relation} t where {rows} and (t.{column}, 1) = ({guess}, 1)
select count(*) from {relation} t where {rows} and nullif(t.{column}, {guess}) is null
select count(*) from {relation} t where {rows} and 1 / (case when t.{column} = {guess} then 0 else 1 end) = 1
select count(*) from {relation} t join (select {guess} as v) g on g.v = t.{column} where {rows}
select count(*) from (select {column} from {relation} t where {rows} intersect select {guess}) x
select bool_or(t.{column} = {guess}) from {relation} t where {rows}
select case t.{column} when {guess} then 'yes' else 'no' end from {relation} t where {rows}
with g(v) as (select {guess}) select count(*) from g, {relation} t where {rows} and g.v = t.{column}
prepare sallyport_p as select count(*) from {relation} t where {rows} and t.{column} = $1 ;; execute sallyport_p({guess}) ;; deallocate sallyport_p
