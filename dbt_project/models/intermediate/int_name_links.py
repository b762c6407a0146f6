"""One row per pair of name nodes: one thing, perhaps one thing, or not, and why."""

import pyarrow as pa
from wirebook.warehouse import names

SCHEMA = pa.schema(
    [
        ("left_node_id", pa.string()),
        ("right_node_id", pa.string()),
        ("method", pa.string()),
        ("score", pa.decimal128(5, 4)),
        ("verdict", pa.string()),
    ]
)


def model(dbt, session):
    dbt.config(materialized="table")
    nodes = dbt.ref("int_name_nodes")
    pairs = dbt.ref("int_name_signals")
    judged = dbt.ref("int_name_judgements")
    columns = "node_id, story_id, name, entity_type, gazetteer_id"
    found = names.links(
        [names.Node(*row) for row in nodes.project(columns).distinct().fetchall()],
        [
            names.Pair(left, right, method, float(score))
            for left, right, method, score in pairs.project(
                "left_node_id, right_node_id, method, score"
            ).fetchall()
        ],
        judged.project("left_node_id, right_node_id, verdict").fetchall(),
    )
    rows = [
        {
            "left_node_id": link.left,
            "right_node_id": link.right,
            "method": link.method,
            "score": names.rounded(link.score),
            "verdict": link.verdict,
        }
        for link in found
    ]
    return pa.Table.from_pylist(rows, schema=SCHEMA)
