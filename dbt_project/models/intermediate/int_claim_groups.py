"""One row per accepted claim: the smallest claim of its fact, and whether the fact is too large."""

import pyarrow as pa
from wirebook.warehouse import groups

# A person's word comes before every signal.
JUDGED = 2


def model(dbt, session):
    dbt.config(materialized="table")
    claims = dbt.ref("int_money_claims")
    links = dbt.ref("int_claim_pairs")
    accepted = claims.filter("rejected_reason is null").project("claim_id")
    nodes = sorted(row[0] for row in accepted.fetchall())
    pairs = links.project("left_claim_id, right_claim_id, method, verdict, score").fetchall()
    closure = groups.close(
        nodes,
        [
            groups.Edge(left, right, JUDGED if method == "judgement" else score)
            for left, right, method, verdict, score in pairs
            if verdict == "same"
        ],
        apart=[(left, right) for left, right, _, verdict, _ in pairs if verdict == "different"],
        limit=int(dbt.config.meta_get("fact_limit")),
    )
    columns = {
        "claim_id": nodes,
        "group_id": [closure.group[node] for node in nodes],
        "is_oversized": [node in closure.oversized for node in nodes],
    }
    types = [("claim_id", pa.string()), ("group_id", pa.string()), ("is_oversized", pa.bool_())]
    return pa.table(columns, schema=pa.schema(types))
