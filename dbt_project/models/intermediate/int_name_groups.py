"""One row per name node: the node that stands for its group, never joining two gazetteer ids."""

import pyarrow as pa

from wirebook.warehouse import groups


def model(dbt, session):
    dbt.config(materialized="table")
    names = dbt.ref("int_name_nodes")
    links = dbt.ref("int_name_pairs")
    rows = names.project("node_id, gazetteer_id").distinct().fetchall()
    pairs = links.project("left_node_id, right_node_id, score").fetchall()
    labels = {node: label for node, label in rows if label is not None}
    nodes = sorted({node for node, _ in rows})
    closure = groups.close(nodes, [groups.Edge(*pair) for pair in pairs], labels=labels)
    return pa.table(
        {"node_id": nodes, "group_id": [closure.group[node] for node in nodes]},
        schema=pa.schema([("node_id", pa.string()), ("group_id", pa.string())]),
    )
