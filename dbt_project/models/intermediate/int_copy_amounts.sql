-- Pairs of articles that may be copies of each other and whose amounts allow it:
-- what was cut may have held amounts, so half of the fewer must be in both. Most
-- pairs that page furniture proposed end here, before their words are compared.
with candidates as (

    select * from {{ ref("int_copy_candidates") }}

),

amounts as (

    select
        numbers.article_number,
        keys.key
    from {{ ref("stg_landing__keys") }} as keys
    inner join {{ ref("int_article_numbers") }} as numbers
        on keys.article_version_id = numbers.article_version_id
    where keys.kind = 'number' and not starts_with(keys.key, 'num:')

),

-- As lists, so that amounts meet only within a pair.
by_article as (

    select
        article_number,
        count(*) as amounts,
        list(key) as keys
    from amounts
    group by article_number

),

of_pairs as (

    select
        candidates.left_number,
        candidates.right_number,
        coalesce(lefts.amounts, 0) as left_amounts,
        coalesce(rights.amounts, 0) as right_amounts,
        coalesce(len(list_intersect(lefts.keys, rights.keys)), 0)
            as shared_amounts
    from candidates
    left join by_article as lefts
        on candidates.left_number = lefts.article_number
    left join by_article as rights
        on candidates.right_number = rights.article_number

),

final as (

    select *
    from of_pairs
    where 2 * shared_amounts >= least(left_amounts, right_amounts)

)

select * from final
