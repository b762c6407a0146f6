-- One row per claim that has parties, with the entities that they are.
select
    claim_id,
    list(entity_id order by entity_id) as entity_ids
from {{ ref("int_claim_parties") }}
group by claim_id
