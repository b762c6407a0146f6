"""Notices of an outlet on its own text are known, and what a company corrects is none."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from growth import MOST, growth
from hypothesis import given
from hypothesis import strategies as st
from wirebook.pages.corrections import status_of
from wirebook.reading.layout.notices import read_notices
from wirebook.reading.lexicons import lexicon

CASES = yaml.safe_load(
    (Path(__file__).parents[2] / "cases" / "notices.yaml").read_text(encoding="utf-8")
)
TOLD = CASES["others"] + CASES["unseen"]


def name(case: Any) -> str:
    return str(case["text"] if isinstance(case, dict) else case)[:60]


@pytest.mark.parametrize("case", CASES["tuned"], ids=name)
def test_a_correction_is_known(case: dict[str, Any]) -> None:
    assert status_of(case["text"]) == "corrected"


@pytest.mark.parametrize("text", CASES["live"], ids=name)
def test_what_only_looks_like_a_notice_is_none(text: str) -> None:
    assert status_of(text) == "live"


@pytest.mark.parametrize("text", CASES["retracted"], ids=name)
def test_a_retraction_is_known(text: str) -> None:
    assert status_of(text) == "retracted"


@pytest.mark.parametrize("case", TOLD, ids=name)
def test_the_forms_of_others(case: dict[str, Any]) -> None:
    assert status_of(case["text"]) in {case["status"], "live" if case.get("unread") else None}


def test_a_mark_before_a_headline_has_no_words_of_its_own() -> None:
    text = "CORRECTED-Mill to cost $4 billion\n\nThe mill will cost $4 billion, its owner said."
    assert [(n.start, n.end, n.kind) for n in read_notices(text)] == [(0, 0, "correction")]


def test_a_heading_opens_all_that_stands_below_it() -> None:
    text = "바로잡습니다\n\n▲ 3일자 기사에서 ...\n\n▲ 같은 날 ..."
    assert [(n.start, n.end) for n in read_notices(text)] == [(0, len(text))]


@given(
    st.text(st.sampled_from("Correction this article was wrong, 바로잡습니다 기사 $4.\n()「」'\""))
)
def test_no_text_breaks_it(text: str) -> None:
    for notice in read_notices(text):
        assert 0 <= notice.start <= notice.end <= len(text)


@pytest.mark.parametrize(
    "piece",
    [
        "an earlier version of this article incorrectly said ",
        "the a the a story said ",
        "이 기사는 잘못 적 ",
        "Correction: x\n",
        "we we we have retracted the ",
    ],
)
def test_time_is_linear_in_the_text(piece: str) -> None:
    assert growth(read_notices, piece, 8_000) <= MOST


# What each list of notices.yaml makes of an article. The other lists tell which figure of a notice
# was wrong: reading/test_lexicon_entries.py.
BEHIND = "\n\nThe mill will cost $4 billion, its owner said.\n"
ANY = {
    "heads": ("{}: The mill cost $4, not $5.", "corrected"),
    "reissues": ("[{}] Mill to cost", "corrected"),
    "bracketed": ("({} value to $4)", "corrected"),
    "retraction_heads": ("{}: The mill cost $4.", "retracted"),
    "retraction_phrases": ("{}.", "retracted"),
}
WORKS = {
    "en": {
        **ANY,
        "errors": ("An earlier story {} the fine.", "corrected"),
        "wrongly": ("This story {} said the fine was $5.", "corrected"),
        "slips": ("Because of an {}, the fine was $5.", "corrected"),
        "mends": ("This story {} the fine.", "corrected"),
        "mended_to": ("The headline of this story was {}.", "corrected"),
        "pieces": ("This {} wrongly said the fine was $5.", "corrected"),
        "own": ("{} story wrongly said the fine was $5.", "corrected"),
        "sooner": ("An {} version of this story said $5.", "corrected"),
        "versions": ("An earlier {} of this story said $5.", "corrected"),
        "before": ("This story {} said the fine was $5.", "corrected"),
        "said": ("This story previously {} the fine was $5.", "corrected"),
        "of_days": ("A story on {} misstated the fine.", "corrected"),
        "weak_heads": ("{}: A story on Monday said the fine was $5. It was $4.", "corrected"),
        "retracts": ("This story has been {}.", "retracted"),
        "takes_back": ("The Herald has {} this story.", "retracted"),
        "disregard": ("Editors please {} this story.", "retracted"),
        "others": ("A story on Monday misstated the fine of a {}.", "live"),
    },
    "ko": {
        **ANY,
        "closers": ("[알림] 공장 기사 {}", "corrected"),
        "mends_surely": ("수주액은 4조원이 아닌 5조원으로 {}.", "corrected"),
        "mends": ("이 기사의 수주액을 5조원으로 {}", "corrected"),
        "pieces": ("이 {}의 수주액을 5조원으로 정정합니다", "corrected"),
        "own": ("{} 기사는 사실과 달라 삭제했습니다", "retracted"),
        "taken_back": ("이 기사를 {}", "retracted"),
        "drivers": ("{} 기사의 수주액을 5조원으로 정정합니다", "live"),
        "no_pieces": ("이 {}의 수주액을 5조원으로 정정합니다", "live"),
    },
    **dict.fromkeys(("zh", "ja", "es"), ANY),
}
OF_FIGURES = {"copulas", "denials", "stands", "titled", "was_wrong", "told", "unchanged"}


@pytest.mark.parametrize("lang", WORKS)
def test_every_list_of_notices_has_a_check(lang: str) -> None:
    assert lexicon(lang, "notices").keys() - OF_FIGURES == WORKS[lang].keys() & set(
        lexicon(lang, "notices")
    )


@pytest.mark.parametrize(
    ("lang", "key"),
    [(lang, key) for lang in WORKS for key in WORKS[lang] if key in lexicon(lang, "notices")],
)
def test_every_word_of_a_notice_works_and_another_does_not(lang: str, key: str) -> None:
    template, status = WORKS[lang][key]
    words = [str(word) for word in lexicon(lang, "notices")[key]]
    idle = [w for w in words if status_of(template.format(w) + BEHIND) != status]
    assert idle == []
    other = "보도문" if key == "no_pieces" else "zorvex"
    assert status_of(template.format(other) + BEHIND) != status
