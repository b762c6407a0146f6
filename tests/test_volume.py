"""The volume watch speaks up when it should, and only then."""

from collections.abc import Callable

import pytest
from wirebook import volume
from wirebook.sources import Source
from wirebook.volume import Day

PAST = [Day(f"2025-03-{n:02d}", 20, 20, 0, 1000.0) for n in range(1, 9)]
CASES = [
    (Day("d", 20, 21, 1, 1100.0), []),
    (Day("d", 4, 4, 0, 1000.0), ["min_articles", "articles"]),
    (Day("d", 61, 61, 0, 1000.0), ["max_articles", "articles"]),
    (Day("d", 20, 30, 10, 1000.0), ["failures"]),
    (Day("d", 0, 0, 0, None, is_whole_day=False), []),
    (Day("d", 2, 4, 2, 300.0, is_whole_day=False), ["failures", "body_length"]),
    (Day("d", 20, 20, 0, 300.0), ["body_length"]),
    (Day("d", 20, 20, 0, None), []),
]


@pytest.mark.parametrize(("today", "checks"), CASES)
def test_what_is_out_of_the_ordinary(
    today: Day, checks: list[str], make_source: Callable[..., Source]
) -> None:
    source = make_source("files", "in", min_articles=5, max_articles=60)
    findings = volume.watch(source, today, PAST)
    assert [f.check for f in findings] == checks
    message = volume.roll_up(findings)
    assert (message is None) is (not checks)


def test_a_young_source_has_no_past(make_source: Callable[..., Source]) -> None:
    assert volume.watch(make_source("files", "in"), Day("d", 1, 1, 0, 5.0), PAST[:3]) == []
