"""Odd answers by the hundred: none ends a run, each leaves an outcome."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Any

import pytest

_FUZZ = Path(__file__).resolve().parents[2] / "scripts" / "fuzz_responses.py"
_SPEC = importlib.util.spec_from_file_location("fuzz_responses", _FUZZ)
assert _SPEC is not None and _SPEC.loader is not None
fuzz = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(fuzz)


def test_no_answer_ends_a_run_or_leaves_no_outcome() -> None:
    assert fuzz.run(400, seed=1) is None


def test_the_fuzz_would_see_what_raises(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any) -> None:
        raise OverflowError

    monkeypatch.setattr(fuzz.web, "_same_site", broken)
    monkeypatch.setattr(fuzz.web._Visit, "_answered", broken)
    assert "OverflowError" in fuzz.run(200, seed=1)


def test_the_fuzz_would_see_a_lost_outcome(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fuzz.web._Visit, "page", lambda *_: None)
    assert "no outcome for" in fuzz.run(50, seed=1)
