"""What the benchmark of scale is asked to measure, and the landing that it makes."""

from __future__ import annotations

from pathlib import Path

import pytest
from wirebook.landing import parts
from wirebook.settings import StatePaths

from bench import scale


def test_sizes_are_those_asked_for_smallest_first() -> None:
    assert scale.sizes(None) == scale.sizes("") == scale.SIZES
    assert scale.sizes("300,20") == (20, 300)


@pytest.mark.parametrize("told", ["many", "0", "-5", "1,,2"])
def test_what_is_no_size_is_refused(told: str) -> None:
    with pytest.raises(ValueError):
        scale.sizes(told)


def test_more_articles_than_were_read_are_derived_and_all_differ(tmp_path: Path) -> None:
    rows = list(scale.rows_read(6))
    state = StatePaths(tmp_path)
    scale.land(state, rows, 15)
    files = sorted(state.landing.rglob("part-*.parquet"))
    landed = [row for file in files for row in parts.read_part(file)]
    assert len(landed) == 15 == len({row["article_version_id"] for row in landed})
    assert len({row["fetched_at"] for row in landed}) == 3
    amounts = [item for row in landed for item in row["money"]]
    assert all(len(item["surface"]) == item["end"] - item["start"] for item in amounts)
    assert len({item["surface"] for item in amounts}) > len(amounts) / 3
