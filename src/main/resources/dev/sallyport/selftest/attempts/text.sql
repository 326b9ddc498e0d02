# Attempts on a masked column that holds text.
-- default kind: attack

-- each: string functions
select initcap(t.{column}) from {relation} t where {rows}
select substr(t.{column}, 1, 7), substring(t.{column} from 2) from {relation} t where {rows}
select substring(t.{column} from '.*') from {relation} t where {rows}
select left(t.{column}, 100), right(t.{column}, 100) from {relation} t where {rows}
select overlay(t.{column} placing '' from 1 for 0) from {relation} t where {rows}
select replace(t.{column}, '~', '-'), translate(t.{column}, '~', '-') from {relation} t where {rows}
select regexp_replace(t.{column}, '~', '') from {relation} t where {rows}
select regexp_matches(t.{column}, '(.*)') from {relation} t where {rows}
select regexp_match(t.{column}, '.+') from {relation} t where {rows}
select regexp_split_to_array(t.{column}, '~') from {relation} t where {rows}
select regexp_split_to_table(t.{column}, '') from {relation} t where {rows}
select split_part(t.{column}, '~', 1) from {relation} t where {rows}
select string_to_array(t.{column}, '~') from {relation} t where {rows}
select t.{column} || '' from {relation} t where {rows}
select '' || t.{column} || 'x' from {relation} t where {rows}
select lpad(t.{column}, 200, '*'), rpad(t.{column}, 200) from {relation} t where {rows}
select btrim(t.{column}), ltrim(t.{column}), rtrim(t.{column}) from {relation} t where {rows}
select repeat(t.{column}, 2) from {relation} t where {rows}
select t.{column}::varchar(200), t.{column}::char(200), t.{column}::name from {relation} t where {rows}
select t.{column} collate "C" from {relation} t where {rows}
select to_tsvector('simple', t.{column}) from {relation} t where {rows}
select to_tsvector('simple', t.{column})::text from {relation} t where {rows}
select ts_headline('simple', t.{column}, 'a'::tsquery) from {relation} t where {rows}
select encode(t.{column}::bytea, 'escape') from {relation} t where {rows} and t.{column} !~ '\\'
select normalize(t.{column}) from {relation} t where {rows}
select quote_ident(t.{column}) from {relation} t where {rows}
select textcat(t.{column}, ''), textin(textout(t.{column})) from {relation} t where {rows}
select pg_catalog.varchar(t.{column}, 200, true) from {relation} t where {rows}
select starts_with(t.{column}, 'a'), strpos(t.{column}, 'e'), position('o' in t.{column}) from {relation} t where {rows}
select string_agg(ch, '' order by n) from {relation} t, unnest(string_to_array(t.{column}, null)) with ordinality u(ch, n) where {rows}
select x.v from {relation} t, xmltable('/r' passing xmlelement(name r, t.{column}) columns v text path '.') x where {rows}
select bit_length(t.{column}), char_length(t.{column}) from {relation} t where {rows}
select get_byte(convert_to(t.{column}, 'UTF8'), 0) from {relation} t where {rows} and t.{column} <> ''
select parse_ident(t.{column}, false) from {relation} t where {rows}

-- each: conditions on texts
select count(*) from {relation} t where {rows} and t.{column} ilike '%E%'
select count(*) from {relation} t where {rows} and t.{column} similar to '[a-m]%'
select count(*) from {relation} t where {rows} and t.{column} collate "C" < 'Z'
select count(*) from {relation} t where {rows} and not (t.{column} ~ '[13579]$')
select count(*) from {relation} t where {rows} and ascii(t.{column}) > 100
select count(*) from {relation} t where {rows} and substr(t.{column}, 2, 1) in ('a', 'e', 'i', 'o', 'u')
select max(substr(t.{column}, 1, 3)), min(substr(t.{column}, 1, 3)) from {relation} t where {rows}
select substr(t.{column}, 1, 2), count(*) from {relation} t where {rows} group by 1
select t.{column} from {relation} t where {rows} order by t.{column}
select t.{column} from {relation} t where {rows} order by substr(t.{column}, 3) desc
