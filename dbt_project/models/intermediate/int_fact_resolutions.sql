-- One row per fact: which claim is its headline and the rule that chose it,
-- which is the first one that tells the winner from the best claim with
-- another value.
with ranked as (

    select * from {{ ref("int_fact_headlines") }}

),

live as (

    select
        fact_id,
        count(distinct value_id) as values_said,
        count(distinct article_version_id) as articles,
        count(*) as claims
    from ranked
    where is_evidence
    group by fact_id

),

winners as (

    select * from ranked
    where headline_rank = 1

),

runners_up as (

    select ranked.*
    from ranked
    inner join winners on ranked.fact_id = winners.fact_id
    where
        ranked.value_id <> winners.value_id
        and ranked.is_live = winners.is_live
    qualify
        row_number() over (
            partition by ranked.fact_id order by ranked.headline_rank
        ) = 1

),

final as (

    select
        winners.fact_id,
        winners.claim_id as headline_claim_id,
        case
            when live.claims = 1 then 'single'
            when live.values_said = 1 and live.articles = 1
                then 'same_article_repeats'
            when live.values_said = 1 then 'agree'
            when winners.is_converted <> runners_up.is_converted
                then 'native_currency'
            when winners.is_slip <> runners_up.is_slip then 'most_sources'
            when winners.is_primary <> runners_up.is_primary
                then 'primary_statement'
            when winners.is_native <> runners_up.is_native
                then 'native_currency'
            when winners.support <> runners_up.support then 'most_sources'
            when (winners.reported_on is distinct from runners_up.reported_on)
                then 'most_recent'
            when winners.is_exact <> runners_up.is_exact then 'most_exact'
            when
                winners.is_in_original_language
                <> runners_up.is_in_original_language
                then 'original_language'
            else 'widest_claim'
        end as resolution_rule
    from winners
    inner join live on winners.fact_id = live.fact_id
    left join runners_up on winners.fact_id = runners_up.fact_id

)

select * from final
