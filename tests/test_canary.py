"""Canaries: counted where they stand, and after a whole run nowhere that something leaves by."""

from __future__ import annotations

from pathlib import Path

import canary
import pytest
from wirebook.settings import StatePaths

LEAKS = {
    "secrets": f"https://hook.example/{canary.SECRET}",
    "jinja": "worked out: 62615533",
    "e-mails": "write to canary.7@mail.example",
    "phones": "call 010-2007-5007 or 01020075007",
    "escapes": "a\x1b[31mb\x9b0mc\u202ed",
}
FOUND = {"secrets": 1, "jinja": 1, "e-mails": 1, "phones": 2, "escapes": 3}


@pytest.mark.parametrize("kind", LEAKS)
def test_a_canary_that_came_out_is_counted(kind: str, capsys: pytest.CaptureFixture[str]) -> None:
    texts = {"logs": ["nothing", LEAKS[kind]], "marts": ["nothing"]}
    assert canary.count(texts)["logs"] == {k: FOUND[k] * (k == kind) for k in canary.KINDS}
    assert canary.count(texts)["marts"] == dict.fromkeys(canary.KINDS, 0)
    assert canary.report(texts) == 1
    assert canary.report({"logs": ["nothing"]}) == 0
    assert canary.report({"logs": []}) == 1, (
        "a place where nothing was looked through proves nothing"
    )
    assert "logs" in capsys.readouterr().out


def test_what_is_shown_of_an_escape_is_none() -> None:
    shown = r"\x1b]0;canary\x07 {{ 7919 * 7907 }} [e-mail] [phone] 2026-02-01 $1.2 billion"
    assert canary.count({"terminal": [shown]})["terminal"] == dict.fromkeys(canary.KINDS, 0)


@pytest.mark.parametrize("make", [canary.english, canary.korean])
def test_every_field_of_an_article_is_baited(make: object) -> None:
    name, page = make(7)  # type: ignore[operator]
    assert canary.KINDS["e-mails"].search(name)
    for kind in ("e-mails", "phones", "escapes"):
        assert len(canary.KINDS[kind].findall(page)) >= 5, kind
    assert page.count(canary.bait(7)) >= 5


@pytest.mark.slow
def test_nothing_comes_out_of_a_whole_run(tmp_path: Path) -> None:
    found = canary.release(12, tmp_path)
    assert canary.count(found) == {
        place: dict.fromkeys(canary.KINDS, 0) for place in canary.count(found)
    }
    assert canary.report(found) == 0
    state = StatePaths(tmp_path / "state")
    kept = canary._duckdb(state.published / "wirebook.duckdb")
    assert any("Canary Spans" in text for text in kept), (
        "what is published is there to be looked at"
    )
    assert any("wirebook" in text for text in found["alerts"]), "an alert was sent"
