-- One row per claim that reached a fact, and whether it still holds: not where
-- its article was replaced or withdrawn, nor where a later text took its figure
-- back, denied it or told what has taken its place.
with claims as (

    select * from {{ ref("int_fact_members") }}

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
-- Where another fact has taken the place of this one, no figure of it holds.
taken_back as (

    select distinct claims.claim_id
    from claims
    inner join claims as corrections
        on
            claims.fact_id = corrections.fact_id
            and coalesce(
                claims.dated_on <= corrections.dated_on,
                claims.independence_id = corrections.independence_id
            )
    left join claims as heirs
        on corrections.corrected_to_claim_id = heirs.claim_id
    where
        corrections.is_taken_back
        and corrections.article_status = 'live'
        and (
            heirs.fact_id <> claims.fact_id
            or (
                (claims.currency is not distinct from corrections.currency)
                and claims.figure = corrections.figure
            )
        )

),

succeeded as (

    select distinct claims.claim_id
    from {{ ref("int_claim_successions") }} as successions
    inner join claims as olds on successions.claim_id = olds.claim_id
    inner join claims as heirs
        on successions.successor_claim_id = heirs.claim_id
    inner join claims on olds.fact_id = claims.fact_id
    where
        heirs.article_status = 'live'
        and heirs.fact_id <> claims.fact_id
        and coalesce(claims.dated_on <= heirs.dated_on, true)

),

-- A denial is of what was said before it.
denied as (

    select distinct claims.claim_id
    from claims
    inner join claims as denials on claims.fact_id = denials.fact_id
    where
        denials.is_denial
        and denials.article_status = 'live'
        and coalesce(claims.dated_on <= denials.dated_on, true)

),

-- What an outlet's notice takes back was never so.
withdrawn as (

    select distinct claims.claim_id
    from claims
    inner join claims as notices
        on
            claims.story_id = notices.story_id
            and claims.fact_type = notices.fact_type
            and claims.currency = notices.currency
            and claims.figure = notices.figure
            and coalesce(
                claims.subject_entity_id = notices.subject_entity_id, true
            )
            and coalesce(claims.dated_on <= notices.dated_on, true)
    where
        notices.is_notice
        and notices.is_taken_back
        and notices.article_status = 'live'

),

judged as (

    select
        claims.* exclude (is_denial), -- noqa: RF02
        claims.is_denial
        or denied.claim_id is not null
        or withdrawn.claim_id is not null as is_withdrawn,
        claims.article_status = 'live'
        and claims.modality <> 'denied'
        and replaced.claim_id is null
        and taken_back.claim_id is null
        and succeeded.claim_id is null
        and denied.claim_id is null
        and withdrawn.claim_id is null as is_live
    from claims
    left join replaced on claims.claim_id = replaced.claim_id
    left join taken_back on claims.claim_id = taken_back.claim_id
    left join succeeded on claims.claim_id = succeeded.claim_id
    left join denied on claims.claim_id = denied.claim_id
    left join withdrawn on claims.claim_id = withdrawn.claim_id

),

-- What no longer holds counts for nothing while anything of the fact does.
final as (

    select
        *,
        is_live or not bool_or(is_live) over (partition by fact_id) as is_evidence
    from judged

)

select * from final
