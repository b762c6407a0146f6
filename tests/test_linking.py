"""Who is made one: hundreds of pairs of names of four languages, by the lists and by the links."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from wirebook.reading.names.finder import read_names
from wirebook.warehouse.names import Node, Pair, links

CASES = yaml.safe_load(
    (Path(__file__).resolve().parent / "cases/name_pairs.yaml").read_text(encoding="utf-8")
)


def pairs(key: str) -> Iterator[tuple[str, str, str]]:
    for group in CASES[key]:
        for pair in group["pairs"].split(";"):
            left, _, right = pair.partition(" = ")
            yield left.strip(), right.strip(), group["type"]


def listed(name: str) -> str | None:
    """Return the entity as which the reader takes a name that stands alone."""
    found = read_names(name, None, ())
    return found[0].entity_id if len(found) == 1 and found[0].surface == name else None


def verdict(left: str, right: str, kind: str, ids: tuple[str | None, str | None]) -> str | None:
    """Return what two names that articles of one story print are made."""
    nodes = [
        Node(i or f"x_{n}", "story", n, kind, i) for n, i in zip((left, right), ids, strict=True)
    ]
    signals = []
    if left.casefold() == right.casefold():
        signals.append(Pair(nodes[0].node_id, nodes[1].node_id, "surface", 1.0))
    if right.startswith(f"{left} "):
        signals.append(Pair(nodes[0].node_id, nodes[1].node_id, "short_name", 0.6))
    return next((link.verdict for link in links(nodes, signals)), None)


def is_one(left: str, right: str, kind: str) -> bool:
    ids = listed(left), listed(right)
    if ids[0] is not None and ids[0] == ids[1]:
        return True
    return verdict(left, right, kind, ids) == "same"


def test_there_are_enough_of_both() -> None:
    assert len(list(pairs("near_misses"))) >= 200
    assert len(list(pairs("aliases"))) >= 500


@pytest.mark.parametrize("pair", pairs("near_misses"), ids=lambda p: f"{p[0]}-{p[1]}")
def test_a_near_miss_is_never_made_one(pair: tuple[str, str, str]) -> None:
    left, right, kind = pair
    assert not is_one(left, right, kind)
    for ids in ((None, None), ("listed", None), (None, "listed")):
        assert verdict(left, right, kind, ids) != "same"


def test_aliases_are_made_one() -> None:
    missed = [(a, b) for a, b, kind in pairs("aliases") if not is_one(a, b, kind)]
    assert 1 - len(missed) / len(list(pairs("aliases"))) >= 0.93, missed
