-- A person's word wins: what was judged different never shares a fact.
with links as (

    select * from {{ ref("fct_claim_links") }}
    where method = 'judgement'

),

claims as (

    select * from {{ ref("fct_money_claims") }}

)

select links.claim_link_id
from links
inner join claims as lefts on links.left_claim_id = lefts.claim_id
inner join claims as rights on links.right_claim_id = rights.claim_id
where
    links.verdict = 'different'
    and lefts.fact_id = rights.fact_id
