-- One row per claim that reached a fact, and whether it still holds: not where
-- its article was replaced or withdrawn, nor where a correction took its figure
-- back.
with groups as (

    select * from {{ ref("int_claim_groups") }}
    where not is_oversized

),

claims as (

    select
        claims.*,
        fact_ids.fact_id,
        -- Denied, and another figure stands in its place.
        claims.modality = 'denied'
        and claims.corrected_to_claim_id is not null as is_taken_back
    from {{ ref("int_money_claims") }} as claims
    inner join groups on claims.claim_id = groups.claim_id
    inner join {{ ref("int_fact_ids") }} as fact_ids
        on groups.group_id = fact_ids.group_id

),

-- A figure that an outlet has replaced no longer holds for those who had it
-- from there, up to the day of the correction.
replaced as (

    select distinct claims.claim_id
    from claims
    inner join claims as olds
        on
            claims.fact_id = olds.fact_id
            and claims.currency = olds.currency
            and claims.figure = olds.figure
    inner join claims as corrections
        on
            olds.fact_id = corrections.fact_id
            and olds.independence_id = corrections.independence_id
            and olds.figure <> corrections.figure
            and claims.dated_on <= corrections.dated_on
    where
        olds.article_status = 'corrected'
        and corrections.article_status = 'live'

),

-- One that a live text takes back holds for nobody who told it until then; of
-- an undated text only the outlet's own and its copies are known to be older.
taken_back as (

    select distinct claims.claim_id
    from claims
    inner join claims as corrections
        on
            claims.fact_id = corrections.fact_id
            and (claims.currency is not distinct from corrections.currency)
            and claims.figure = corrections.figure
            and coalesce(
                claims.dated_on <= corrections.dated_on,
                claims.independence_id = corrections.independence_id
            )
    where corrections.is_taken_back and corrections.article_status = 'live'

),

judged as (

    select
        claims.*,
        claims.article_status = 'live'
        and not claims.is_taken_back
        and replaced.claim_id is null
        and taken_back.claim_id is null as is_live
    from claims
    left join replaced on claims.claim_id = replaced.claim_id
    left join taken_back on claims.claim_id = taken_back.claim_id

),

-- What no longer holds counts for nothing while anything of the fact does.
final as (

    select
        *,
        is_live or not bool_or(is_live) over (partition by fact_id) as is_evidence
    from judged

)

select * from final
