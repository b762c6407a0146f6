-- 8. The exact words, characters and bytes behind every current number, in
-- each language.
select
    fact_id,
    language,
    outlet,
    surface,
    sentence,
    span_start,
    span_end,
    byte_start,
    byte_end,
    raw_sha256,
    warc_file,
    warc_record_id
from evidence
where fact_id in (select f.fact_id from facts_current as f)
order by fact_id, language, claim_id
