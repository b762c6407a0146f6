-- One row per article version with shingles: what its text weighs, and what its
-- shared shingles and those of very many texts weigh, by bins that they fall in
-- by chance. Two texts share no more than the smaller one has, bin by bin.
with lengths as (

    select
        article_version_id,
        count(*) as shingles
    from {{ ref("stg_landing__shingles") }}
    group by article_version_id

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
    group by article_number

),

final as (

    select
        numbers.article_number,
        numbers.article_id,
        numbers.dated_on,
        shared.shared_weights,
        shared.common_weights,
        cast(
            coalesce(shared.weight, 0)
            + (lengths.shingles - coalesce(shared.shingles, 0))
            * {{ key_weight("numbers.articles_weighed", "1") }} as bigint
        ) as weight
    from lengths
    inner join {{ ref("int_article_numbers") }} as numbers
        on lengths.article_version_id = numbers.article_version_id
    left join shared on numbers.article_number = shared.article_number

)

select * from final
