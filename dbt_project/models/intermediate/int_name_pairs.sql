-- The links that join names: what falls short of certainty stays a candidate.
select
    left_node_id,
    right_node_id,
    method,
    score
from {{ ref("int_name_links") }}
where verdict = 'same'
