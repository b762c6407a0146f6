"""A sum of small decision trees over named numbers: how it is asked. ``wirebook.teaching.boost``
grows it; it is kept as plain numbers, so that it answers the same on every machine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

# A leaf has its value; a branch its feature, the most that goes left, and both branches.
Node = float | tuple[int, float, "Node", "Node"]


@dataclass(frozen=True)
class Trees:
    """The features that the trees ask for, by number, where they begin, and the trees."""

    names: Sequence[str]
    base: float
    trees: Sequence[Node]

    def score(self, features: Mapping[str, float]) -> float:
        """Return the log odds of what the trees tell; a feature that is not given is 0."""
        values = [features.get(name, 0.0) for name in self.names]
        return self.base + sum(_value(tree, values) for tree in self.trees)


def _value(node: Node, values: Sequence[float]) -> float:
    while not isinstance(node, float):
        feature, most, left, right = node
        node = left if values[feature] <= most else right
    return node


def as_data(trees: Trees) -> dict[str, object]:
    """Return trees as plain lists, for a file."""
    return {"names": list(trees.names), "base": trees.base, "trees": list(trees.trees)}


def from_data(data: Mapping[str, object]) -> Trees:
    """Return the trees of plain lists. Raises ``ValueError`` for what is none."""
    names, base, trees = data["names"], data["base"], data["trees"]
    if not isinstance(names, list) or not isinstance(base, float) or not isinstance(trees, list):
        raise ValueError("no trees")
    return Trees(names, base, [_node(tree, len(names)) for tree in trees])


def _node(data: object, most: int) -> Node:
    if isinstance(data, int | float):
        return float(data)
    if not isinstance(data, list | tuple) or len(data) != 4 or not 0 <= int(data[0]) < most:
        raise ValueError("no tree")
    return int(data[0]), float(data[1]), _node(data[2], most), _node(data[3], most)
