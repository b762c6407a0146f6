"""A source's past on disk: found by target and identity, each version once and in its place."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wirebook.archive.history import History
from wirebook.archive.snapshots import Snapshot


def snapshot(target: str, day: int, digest: str = "d", **fields: Any) -> Snapshot:
    values = {"raw_bytes": 1, "disposition": "staged"} | fields
    return Snapshot("s", target, f"2025-03-0{day}T00:00:00Z", digest, **values)


SEEN = [
    snapshot("/a", 2, canonical_url="/x"),
    snapshot("/b", 1, canonical_url="/x", disposition="unchanged"),
    snapshot("/a", 1, "e", canonical_url="/x"),
    snapshot("c.txt", 3, file_name="c.txt"),
]


def test_a_past_is_told_oldest_first_by_target_and_by_identity() -> None:
    with History(SEEN) as seen:
        assert seen.of_target("/a") == [SEEN[2], SEEN[0]]
        assert seen.of_identity("/x") == [SEEN[1], SEEN[2], SEEN[0]]
        assert seen.of_identity("c.txt") == seen.of_target("c.txt") == [SEEN[3]]
        assert seen.latest("/a") == SEEN[0]
        assert seen.latest("/never") is None
        assert [Snapshot.from_json(line) for line in seen.lines()] == SEEN


@pytest.mark.parametrize(("day", "targets"), [(1, {"/a", "c.txt"}), (2, {"c.txt"}), (4, set())])
def test_targets_count_from_their_first_article(day: int, targets: set[str]) -> None:
    with History(SEEN) as seen:
        assert set(seen.targets_since(f"2025-03-0{day}T00:00:00Z")) == targets


NAMES = st.sampled_from(["/a", "/b", "/c"])
DISPOSITIONS = st.sampled_from(["staged", "unchanged", "gone"])


@given(st.lists(st.tuples(NAMES, st.sampled_from("de"), DISPOSITIONS, st.integers(1, 9))))
def test_a_version_is_told_once_as_last_seen_where_it_first_was(
    made: list[tuple[str, str, str, int]],
) -> None:
    snapshots = [snapshot(name, day, d, disposition=how) for name, d, how, day in made]
    staged = [s for s in snapshots if s.disposition == "staged"]
    wanted = {(s.identity, s.raw_sha256): s for s in staged}
    with History(snapshots) as seen:
        assert [Snapshot.from_json(line) for line in seen.versions()] == list(wanted.values())
