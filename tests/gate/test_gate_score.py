"""The gate's own score: what of a table of faults is stopped, by whom, and that nothing clean is.

``make gate`` prints it and writes docs/gate.md; here it must hold.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from gate import world
from gate.world import Score, World

pytestmark = pytest.mark.slow

LEAST_STOPPED = 0.97
LEAST_FAULTS, LEAST_CLEAN = 150, 60


@pytest.fixture(scope="module")
def two_days(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    folder = tmp_path_factory.mktemp("gate")
    with world.opened(world.build(folder), folder / "copy.duckdb") as opened:
        yield opened


@pytest.fixture(scope="module")
def score(two_days: World) -> Score:
    return world.score(two_days)


def test_what_is_clean_passes_every_owner(two_days: World, score: Score) -> None:
    assert two_days.stopped_by() == []
    assert two_days.verified({"stamp"}) == {}
    assert score.alarms == []
    assert score.passed >= LEAST_CLEAN


def test_nearly_every_fault_is_stopped_by_its_owner(score: Score) -> None:
    assert score.faults >= LEAST_FAULTS
    assert score.share >= LEAST_STOPPED, "\n".join([*score.elsewhere, *score.through])


def test_rows_that_changed_after_their_stamp_are_refused(two_days: World) -> None:
    for fault in (
        "update fct_quotes set role = role || '.' where role is not null",
        "update fct_quotes set publish_id = 'x' where rowid = 0",
        "create or replace table fct_quotes as from fct_quotes order by quote_id desc",
    ):
        with two_days.fault(fault):
            assert "verify.stamp" in two_days.verified({"stamp"})
