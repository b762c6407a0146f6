-- One row per article version with shingles: what its text weighs, and what its
-- shared shingles and those of very many texts weigh, by bins that they fall in
-- by chance. Two texts share no more than the smaller one has, bin by bin; of a
-- text that was weighed before only its whole weight is carried.
with days as (

    select * from {{ ref("int_landing_days") }}

),

lengths as (

    select
        numbers.article_number,
        numbers.article_id,
        numbers.dated_on,
        numbers.articles_weighed,
        len(list_distinct(readings.shingles)) as shingles
    from {{ ref("stg_landing__readings") }} as readings
    inner join {{ ref("int_article_numbers") }} as numbers
        on readings.article_version_id = numbers.article_version_id
    inner join days on numbers.landed_on = days.landed_on
    where days.is_fresh

),

shared as (

    select
        article_number,
        count(*) as shingles,
        sum(weight) as weight,
        struct_pack(
            {%- for bin in range(common_bins() | int) %}
                bin_{{ bin }} := cast(coalesce(sum(weight) filter (
                    where (shingle >> 8) % {{ common_bins() }} = {{ bin }}
                ), 0) as bigint)
                {%- if not loop.last %},{% endif %}
            {%- endfor %}
        ) as shared_weights,
        struct_pack(
            {%- for bin in range(common_bins() | int) %}
                bin_{{ bin }} := cast(coalesce(sum(weight) filter (
                    where is_common
                    and (shingle >> 8) % {{ common_bins() }} = {{ bin }}
                ), 0) as bigint)
                {%- if not loop.last %},{% endif %}
            {%- endfor %}
        ) as common_weights
    from {{ ref("int_shared_shingles") }}
    where is_fresh
    group by article_number

),

weighed as (

    select
        lengths.article_number,
        lengths.article_id,
        lengths.dated_on,
        shared.shared_weights,
        shared.common_weights,
        cast(
            coalesce(shared.weight, 0)
            + (lengths.shingles - coalesce(shared.shingles, 0))
            * {{ key_weight("lengths.articles_weighed", "1") }} as bigint
        ) as weight
    from lengths
    left join shared on lengths.article_number = shared.article_number
    where lengths.shingles > 0

),

carried as (

    select
        numbers.article_number,
        numbers.article_id,
        numbers.dated_on,
        sizes.weight
    from {{ ref("stg_carried__text_sizes") }} as sizes
    inner join {{ ref("int_article_numbers") }} as numbers
        on sizes.article_version_id = numbers.article_version_id
    inner join days on numbers.landed_on = days.landed_on
    where not days.is_fresh

),

final as (

    select * from weighed
    union all by name
    select * from carried

)

select * from final
