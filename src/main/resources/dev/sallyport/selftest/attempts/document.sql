# Attempts on a masked column that holds JSON.
-- default kind: attack

-- each: JSON
select t.{column} #>> '{}' from {relation} t where {rows}
select jsonb_pretty(t.{column}::jsonb) from {relation} t where {rows}
select jsonb_typeof(t.{column}::jsonb) from {relation} t where {rows}
select jsonb_path_query(t.{column}::jsonb, 'strict $.**') from {relation} t where {rows}
select jsonb_path_query_array(t.{column}::jsonb, '$.*') from {relation} t where {rows}
select x.value from {relation} t, jsonb_each_text(case jsonb_typeof(t.{column}::jsonb) when 'object' then t.{column}::jsonb else '{}' end) x where {rows}
select jsonb_object_keys(case jsonb_typeof(t.{column}::jsonb) when 'object' then t.{column}::jsonb else '{}' end) from {relation} t where {rows}
select jsonb_strip_nulls(t.{column}::jsonb) from {relation} t where {rows}
select t.{column}::jsonb || '{}' from {relation} t where {rows}
select jsonb_build_array(t.{column}) #>> '{0}' from {relation} t where {rows}
select to_jsonb(t.{column})::text from {relation} t where {rows}
select count(*) from {relation} t where {rows} and t.{column}::jsonb @> '{}'
select jsonb_to_tsvector('simple', t.{column}::jsonb, '["all"]') from {relation} t where {rows}
