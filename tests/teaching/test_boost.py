"""Trees learn what no threshold alone tells, come back from a file, and fit twice alike."""

from __future__ import annotations

import json
from typing import Any

import pytest
from wirebook.reading.claims.trees import Trees, as_data, from_data
from wirebook.teaching.boost import grow

# Right where exactly one of two holds: no weight of each alone tells it.
EITHER = [({"a": float(n % 2), "b": float(n // 2 % 2)}, n % 4 in (1, 2)) for n in range(400)]


def grown() -> Trees:
    return grow([row for row, _ in EITHER], [ok for _, ok in EITHER])


def test_trees_learn_what_hangs_on_two_things_at_once() -> None:
    # A first cut gains nothing on even halves, so one corner is made rarer.
    rows = EITHER + [({"a": 1.0, "b": 1.0}, False)] * 80
    trees = grow([row for row, _ in rows], [ok for _, ok in rows])
    told = {(row["a"], row["b"]): trees.score(row) > 0 for row, _ in EITHER}
    assert told == {(0, 0): False, (1, 0): True, (0, 1): True, (1, 1): False}


def test_the_same_rows_give_the_same_trees() -> None:
    assert as_data(grown()) == as_data(grown())


def test_trees_come_back_from_a_file_as_they_were() -> None:
    rows = EITHER + [({"a": 1.0, "c": 0.3}, True)] * 60
    trees = grow([row for row, _ in rows], [ok for _, ok in rows])
    again = from_data(json.loads(json.dumps(as_data(trees))))
    assert [again.score(row) for row, _ in rows] == [trees.score(row) for row, _ in rows]


def test_what_is_not_given_counts_as_nothing() -> None:
    trees = grown()
    assert trees.score({}) == trees.score({"a": 0.0, "b": 0.0, "unknown": 9.0})


@pytest.mark.parametrize("right", [True, False])
def test_rows_of_one_answer_end_in_it(right: bool) -> None:
    trees = grow([{"a": float(n)} for n in range(50)], [right] * 50)
    assert (trees.score({"a": 3.0}) > 0) is right


def test_no_rows_teach_nothing() -> None:
    assert grow([], []).score({"a": 1.0}) == 0


@pytest.mark.parametrize(
    "data",
    [
        {"names": ["a"], "base": "0", "trees": []},
        {"names": ["a"], "base": 0.0, "trees": [[1, 0.5, 0.1, 0.2]]},
        {"names": ["a"], "base": 0.0, "trees": [[0, 0.5, 0.1]]},
        {"names": ["a"], "base": 0.0, "trees": ["leaf"]},
    ],
)
def test_what_are_no_trees_is_refused(data: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="no tree"):
        from_data(data)
