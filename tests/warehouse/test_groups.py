"""Closing a graph: groups, pairs kept apart, labels, limits, independence of order."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wirebook.warehouse.groups import Edge, close


def groups(closure):
    found = {}
    for node, root in closure.group.items():
        found.setdefault(root, set()).add(node)
    return sorted(map(sorted, found.values()))


def test_edges_close_into_groups_named_by_their_smallest_node():
    closure = close("abcde", [Edge("b", "c", 1), Edge("c", "a", 1)])
    assert groups(closure) == [["a", "b", "c"], ["d"], ["e"]]
    assert closure.group["c"] == "a"


def test_the_first_to_come_names_its_group_whatever_comes_later():
    edges = [Edge("b", "c", 1), Edge("c", "a", 1)]
    assert close("bc", edges[:1], ranks={"b": 1, "c": 0}).group == {"b": "c", "c": "c"}
    assert close("abc", edges, ranks={"a": 2, "b": 1, "c": 0}).group["a"] == "c"
    assert close("abc", edges, ranks={"a": 1, "b": 1, "c": 1}).group["c"] == "a"


def test_a_pair_kept_apart_never_meets_through_a_third():
    edges = [Edge("a", "b", 0.9), Edge("b", "c", 0.8)]
    closure = close("abc", edges, apart=[("a", "c")])
    assert groups(closure) == [["a", "b"], ["c"]]
    assert closure.refused == (edges[1],)


def test_the_stronger_of_two_edges_that_disagree_wins():
    closure = close("abc", [Edge("a", "b", 0.1), Edge("b", "c", 0.8)], apart=[("a", "c")])
    assert groups(closure) == [["a"], ["b", "c"]]


def test_a_group_never_holds_two_labels():
    edges = [Edge("x", "y", 1), Edge("y", "z", 0.5)]
    closure = close("xyz", edges, labels={"x": "Q1", "z": "Q2"})
    assert groups(closure) == [["x", "y"], ["z"]]
    assert groups(close("xyz", edges, labels={"x": "Q1", "z": "Q1"})) == [["x", "y", "z"]]


def test_groups_above_the_limit_are_reported_whole():
    closure = close("abcd", [Edge("a", "b", 1), Edge("b", "c", 1)], limit=2)
    assert closure.oversized == {"a", "b", "c"}
    assert close("abcd", [Edge("a", "b", 1)], limit=2).oversized == frozenset()


def test_an_edge_to_an_unknown_node_raises():
    with pytest.raises(KeyError):
        close("ab", [Edge("a", "z", 1)])


def test_a_long_chain_stays_linear():
    nodes = [f"{n:06}" for n in range(50_000)]
    edges = [Edge(a, b, 1) for a, b in zip(nodes, nodes[1:], strict=False)]
    assert set(close(nodes, edges).group.values()) == {"000000"}


NODES = st.sampled_from("abcdefgh")
EDGES = st.lists(st.builds(Edge, NODES, NODES, st.integers(0, 3)), max_size=20)
PAIRS = st.lists(st.tuples(NODES, NODES).filter(lambda p: p[0] != p[1]), max_size=5)


@given(EDGES, PAIRS, st.randoms(use_true_random=False))
def test_order_does_not_matter_and_apart_always_holds(edges, apart, rng: random.Random):
    first = close("abcdefgh", edges, apart)
    shuffled = rng.sample(edges, len(edges))
    nodes = rng.sample("abcdefgh", 8)
    second = close(nodes, shuffled, rng.sample(apart, len(apart)))
    assert first.group == second.group
    assert all(first.group[a] != first.group[b] for a, b in apart)
    joined = {(e.left, e.right) for e in edges} - {(e.left, e.right) for e in first.refused}
    assert all(first.group[a] == first.group[b] for a, b in joined)
