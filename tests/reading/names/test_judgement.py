"""Lists, rules and recogniser brought to one answer."""

from __future__ import annotations

import pytest
from wirebook.reading.names import judgement
from wirebook.reading.names.candidates import Candidate
from wirebook.reading.names.gazetteer import Hit, Known

PLANT = Known("plant", "Plant", "ORG", None, None, None, "ours")


def hit(start: int, end: int, *, plain: bool = True) -> Hit:
    return Hit(start, end, PLANT, not plain, False)


def test_the_recogniser_is_told_of_the_longest_aliases() -> None:
    hits = [hit(0, 4), hit(0, 9), hit(5, 9), hit(12, 14), hit(20, 22, plain=False)]
    plain, ambiguous, rules = judgement.tagged(hits, [Candidate(3, 6, "PRODUCT")])
    assert plain == [(0, 9, 2), (12, 14, 2)]
    assert ambiguous == [(20, 22, 2)]
    assert rules == [(3, 6, 4)]


@pytest.mark.parametrize(
    ("found", "other", "kept"),
    [
        ([(0, 4)], Candidate(6, 9, "ORG", 5), [(0, 4), (6, 9)]),
        ([(0, 4), (6, 9)], Candidate(4, 6, "ORG", 5), [(0, 4), (4, 6), (6, 9)]),
        ([(0, 4)], Candidate(0, 9, "PRODUCT"), [(0, 9)]),
        ([(0, 4)], Candidate(0, 4, "EVENT"), [(0, 4)]),
        ([(0, 9)], Candidate(5, 9, "PRODUCT"), [(0, 9)]),
        ([(0, 4), (5, 9)], Candidate(0, 9, "ORG", 5, PLANT), [(0, 9)]),
        ([(0, 4), (5, 9)], Candidate(0, 7, "ORG", 5, PLANT), [(0, 4), (5, 9)]),
        ([(2, 4), (5, 7)], Candidate(2, 7, "PER", 4), [(2, 7)]),
    ],
    ids=["beside", "between", "longer", "as long", "shorter", "listed", "astride", "label"],
)
def test_what_lists_and_rules_add(
    found: list[tuple[int, int]], other: Candidate, kept: list[tuple[int, int]]
) -> None:
    names = [Candidate(start, end, "ORG") for start, end in found]
    joined = judgement._joined(names, [other])
    assert [(c.start, c.end) for c in joined] == kept
