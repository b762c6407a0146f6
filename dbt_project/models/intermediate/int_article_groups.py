"""One row per article version: the story, the copies and the origin that it belongs to."""

import pyarrow as pa
from wirebook.warehouse import groups

# What joins a group of each kind; a judgement of a person counts for all of them.
KINDS = {
    "story_id": {"version", "copy", "translation", "story", "best_match"},
    "syndication_group_id": {"version", "copy"},
    "origin_id": {"version", "copy", "translation"},
}


def model(dbt, session):
    dbt.config(materialized="table")
    articles = dbt.ref("int_article_numbers")
    pairs = dbt.ref("int_article_links")
    ranks = dict(articles.project("article_version_id, article_number").fetchall())
    links = pairs.project(
        "left_article_version_id, right_article_version_id, method, verdict, score"
    ).fetchall()
    limit = int(dbt.config.meta_get("story_limit"))
    apart = [(left, right) for left, right, _, verdict, _ in links if verdict == "different"]
    columns = {"article_version_id": sorted(ranks)}
    for kind, methods in KINDS.items():
        edges = [
            groups.Edge(left, right, score)
            for left, right, method, verdict, score in links
            if method in methods or (method == "judgement" and verdict == "same")
        ]
        closure = groups.close(ranks, edges, apart, limit=limit, ranks=ranks)
        columns[kind] = [closure.group[node] for node in columns["article_version_id"]]
        if kind == "story_id":
            columns["is_oversized"] = [
                node in closure.oversized for node in columns["article_version_id"]
            ]
    schema = pa.schema(
        [(name, pa.bool_() if name == "is_oversized" else pa.string()) for name in columns]
    )
    return pa.table(columns, schema=schema)
