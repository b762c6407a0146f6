"""One row per name node: the node that stands for its group, never joining two gazetteer ids."""

import pyarrow as pa
from wirebook.warehouse import groups

# A judgement is taken before all else.
JUDGED = 2


def model(dbt, session):
    dbt.config(materialized="table")
    names = dbt.ref("int_name_nodes")
    links = dbt.ref("int_name_links")
    rows = names.aggregate("node_id, gazetteer_id, min(article_number)").fetchall()
    pairs = links.project("left_node_id, right_node_id, method, score, verdict").fetchall()
    labels = {node: label for node, label, _ in rows if label is not None}
    ranks: dict[str, int] = {}
    for node, _, number in rows:
        ranks[node] = min(number, ranks.get(node, number))
    nodes = sorted(ranks)
    edges = [
        groups.Edge(left, right, JUDGED if method == "judgement" else score)
        for left, right, method, score, verdict in pairs
        if verdict == "same"
    ]
    apart = [(left, right) for left, right, *_, verdict in pairs if verdict == "different"]
    closure = groups.close(nodes, edges, apart, labels=labels, ranks=ranks)
    return pa.table(
        {"node_id": nodes, "group_id": [closure.group[node] for node in nodes]},
        schema=pa.schema([("node_id", pa.string()), ("group_id", pa.string())]),
    )
