"""What a person at a prompt is told of a run."""

from __future__ import annotations

import pytest
from wirebook.operations import progress


def test_a_listener_hears_every_part_of_a_step() -> None:
    heard: list[tuple[str, int, int]] = []
    with progress.told_to(lambda *told: heard.append(told)):
        progress.begin("read", 2)
        progress.advance("read")
        progress.advance("read")
        with progress.whole("publish"):
            pass
    progress.begin("read", 5)
    assert heard == [
        ("read", 0, 2),
        ("read", 1, 2),
        ("read", 2, 2),
        ("publish", 0, 1),
        ("publish", 1, 1),
    ]


def test_a_step_that_fails_is_not_told_done() -> None:
    heard: list[tuple[str, int, int]] = []
    with pytest.raises(OSError), progress.told_to(lambda *told: heard.append(told)):
        with progress.whole("audit"):
            raise OSError
    assert heard == [("audit", 0, 1)]


def test_what_was_not_begun_is_not_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "_counts", {})
    heard: list[tuple[str, int, int]] = []
    with progress.told_to(lambda *told: heard.append(told)):
        progress.advance("fetch")
    assert heard == []
