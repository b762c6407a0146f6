"""Closing a graph: which nodes belong together when edges say which pairs do.

Stories, entities and facts are all closures of scored pairs. A pair that a person (or two ids of
one authority) calls different must never meet in a group, not even through third parties, so
edges are taken strongest first and one that would bring such a pair together is left out. The
result does not depend on the order of the input.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

Score = int | float | Decimal


@dataclass(frozen=True, slots=True)
class Edge:
    """Two nodes that belong together, and how surely; among equals the ids decide the order."""

    left: str
    right: str
    score: Score


@dataclass(frozen=True, slots=True)
class Closure:
    """The groups of a graph.

    ``group`` maps every node to the first node of its group; ``oversized`` holds the nodes of
    groups above the limit; ``refused`` the edges that were left out to keep a pair apart.
    """

    group: Mapping[str, str]
    oversized: frozenset[str]
    refused: tuple[Edge, ...]


@dataclass(slots=True)
class _Groups:
    """Disjoint sets, merged small into large, that remember what must stay out of them."""

    parent: dict[str, str] = field(default_factory=dict)
    members: dict[str, list[str]] = field(default_factory=dict)
    strangers: dict[str, set[str]] = field(default_factory=dict)
    label: dict[str, str] = field(default_factory=dict)

    def add(self, node: str, label: str | None) -> None:
        if node not in self.parent:
            self.parent[node] = node
            self.members[node] = [node]
            if label is not None:
                self.label[node] = label

    def find(self, node: str) -> str:
        root = node
        while self.parent[root] != root:
            root = self.parent[root]
        while self.parent[node] != root:
            self.parent[node], node = root, self.parent[node]
        return root

    def may_join(self, left: str, right: str) -> bool:
        """Tell whether two roots hold no pair, and no two labels, that must stay apart."""
        labels = self.label.get(left), self.label.get(right)
        if None not in labels and labels[0] != labels[1]:
            return False
        small, large = sorted((left, right), key=lambda root: len(self.members[root]))
        banned = self.strangers.get(large, set())
        return not any(node in banned for node in self.members[small])

    def join(self, left: str, right: str) -> None:
        small, large = sorted((left, right), key=lambda root: len(self.members[root]))
        self.parent[small] = large
        self.members[large] += self.members.pop(small)
        self.strangers.setdefault(large, set()).update(self.strangers.pop(small, set()))
        if small in self.label:
            self.label.setdefault(large, self.label[small])


def close(
    nodes: Iterable[str],
    edges: Iterable[Edge],
    apart: Iterable[tuple[str, str]] = (),
    labels: Mapping[str, str] | None = None,
    limit: int | None = None,
    ranks: Mapping[str, int] | None = None,
) -> Closure:
    """Return the groups of ``nodes`` under ``edges``.

    Args:
        nodes: every node; one that no edge names is a group of its own.
        edges: pairs that belong together; the strongest are taken first.
        apart: pairs that must not share a group. Where two edges disagree with it, the weaker
            one is left out.
        labels: authority ids of some nodes; a group never holds two different ones.
        limit: groups with more nodes than this are reported as oversized.
        ranks: when each node came. The earliest names its group, so that no later arrival
            renames it; among equals, and without ranks, the smallest id does.

    Raises KeyError when an edge or a pair names a node that is not in ``nodes``.
    """
    groups = _Groups()
    for node in nodes:
        groups.add(node, (labels or {}).get(node))
    for left, right in apart:
        groups.strangers.setdefault(groups.find(left), set()).add(right)
        groups.strangers.setdefault(groups.find(right), set()).add(left)
    refused = []
    for edge in sorted(edges, key=lambda e: (-e.score, *sorted((e.left, e.right)))):
        left, right = groups.find(edge.left), groups.find(edge.right)
        if left == right:
            continue
        if groups.may_join(left, right):
            groups.join(left, right)
        else:
            refused.append(edge)
    return _closure(groups, refused, limit, ranks or {})


def _closure(
    groups: _Groups, refused: list[Edge], limit: int | None, ranks: Mapping[str, int]
) -> Closure:
    group: dict[str, str] = {}
    oversized: set[str] = set()
    for members in groups.members.values():
        first = min(members, key=lambda node: (ranks.get(node, 0), node))
        group.update(dict.fromkeys(members, first))
        if limit is not None and len(members) > limit:
            oversized.update(members)
    return Closure(group, frozenset(oversized), tuple(refused))
