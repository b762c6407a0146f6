"""One row per name node: the node that stands for its group, never joining two gazetteer ids."""

import pyarrow as pa

from wirebook.warehouse import names


def model(dbt, session):
    dbt.config(materialized="table")
    nodes = dbt.ref("int_name_nodes")
    links = dbt.ref("int_name_links")
    rows = nodes.aggregate("node_id, gazetteer_id, min(article_number)").fetchall()
    columns = "left_node_id, right_node_id, method, score, verdict"
    labels = {node: label for node, label, _ in rows if label is not None}
    ranks: dict[str, int] = {}
    for node, _, number in rows:
        ranks[node] = min(number, ranks.get(node, number))
    group = names.close(
        sorted(ranks),
        [names.Link(*row) for row in links.project(columns).fetchall()],
        labels,
        ranks,
    )
    return pa.table(
        {"node_id": sorted(ranks), "group_id": [group[node] for node in sorted(ranks)]},
        schema=pa.schema([("node_id", pa.string()), ("group_id", pa.string())]),
    )
