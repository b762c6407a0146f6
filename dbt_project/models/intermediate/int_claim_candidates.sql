-- Pairs of claims that may be one fact: of one kind in one story; of one
-- subject, or with one party, and one kind and amount; a priced event of one
-- subject within days, in whatever currency; a deal over one object within
-- months; and equal amounts of one report, where a translation may have been
-- read as another kind.
{%- set meetings = {
    "one_story": ("claims", ["story_id", "fact_type"], []),
    "one_amount": (
        "claims", ["subject_entity_id", "fact_type", "currency_key", "figure"], []
    ),
    "one_party": (
        "partied", ["party_id", "fact_type", "currency_key", "figure"], []
    ),
    "near_days": (
        "priced", ["subject_entity_id", "fact_type"], ["near_block", "event_days"]
    ),
    "one_deal": (
        "deals", ["subject_entity_id", "object_entity_id", "fact_type"],
        ["near_months", "copy_days"]
    ),
    "one_report": ("claims", ["origin_id", "currency", "figure"], []),
} %}
with claims as (

    select
        *,
        coalesce(currency, '') as currency_key,
        {{ day_block("dated_on", var("event_days")) }} as day_block,
        {{ day_block("dated_on", var("copy_days")) }} as month_block
    from {{ ref("int_comparable_claims") }}

),

partied as (

    select
        *,
        unnest(party_ids) as party_id
    from claims

),

priced as (

    select
        *,
        unnest([day_block - 1, day_block, day_block + 1]) as near_block
    from claims
    where not is_of_its_day and dated_on is not null

),

deals as (

    select
        *,
        unnest([month_block - 1, month_block, month_block + 1]) as near_months
    from claims
    where fact_type in ('acquisition', 'stake_purchase') and dated_on is not null

),

{% for name, (relation, keys, window) in meetings.items() -%}
    {{ name }} as (

        select distinct
            lefts.claim_number as left_number,
            rights.claim_number as right_number
        from {{ relation }} as lefts
        inner join {{ "partied" if name == "one_party" else "claims" }} as rights
            on
                {% for key in keys -%}
                    lefts.{{ key }} = rights.{{ key }}
                    and {% endfor -%}
                {% if window -%}
                    lefts.{{ window[0] }} = rights.{{
                        "day_block" if window[0] == "near_block" else "month_block"
                    }}
                    and abs(lefts.dated_on - rights.dated_on)
                    <= {{ var(window[1]) }}
                    and {% endif -%}
                lefts.claim_number < rights.claim_number

    ),

{% endfor -%}

final as (

    {% for name in meetings -%}
        select * from {{ name }}
        {% if not loop.last %}union{% endif %}
    {% endfor %}
)

select * from final
