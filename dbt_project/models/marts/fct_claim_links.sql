with pairs as (

    select
        {{ hash_id(["left_claim_id", "right_claim_id"]) }} as claim_link_id,
        left_claim_id,
        right_claim_id,
        verdict,
        method,
        score
    from {{ ref("int_claim_pairs") }}
    -- What only keeps a group from growing is no link.
    where verdict = 'same' or method = 'judgement'

),

previous as (

    select * from {{ ref("stg_previous__claim_links") }}

),

final as (

    select
        pairs.claim_link_id,
        pairs.left_claim_id,
        pairs.right_claim_id,
        pairs.verdict,
        pairs.method,
        pairs.score,
        coalesce(previous.created_at, {{ run_at() }}) as created_at
    from pairs
    left join previous
        on
            pairs.claim_link_id = previous.claim_link_id
            and pairs.method = previous.method
            and pairs.verdict = previous.verdict

)

select * from final
order by left_claim_id, right_claim_id
