-- 20. How fresh the marts are, by source. Failed checks and costs of the last
-- run are in the operational file, which no audit holds back: see its tables
-- fct_check_results and fct_run_costs.
select
    source,
    count(*) as articles,
    max(published_on) as newest_published_on,
    max(fetched_at) as newest_fetched_at
from fct_articles
group by source
order by source
