"""Every entry of the lexicons of claims, cues and notices finds what no other of its list finds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from examples import examples
from wirebook.reading.claims.cues import find_cues
from wirebook.reading.lexicons import lexicon

LANGS = ("ko", "en", "zh", "ja", "es")
# An entry may be for a word's end, or for a word and what stands around it.
AROUND = (("", ""), ("xx ", " xx"), ("가", ""), ("", "가"), ("가 ", " 7"), ("", "<N1>"))


def lists(part: str, lang: str) -> dict[str, list[str]]:
    """The lists of one language by their names; those of a table have the keys to them as well."""
    found = dict(_lists(dict(lexicon(lang, part)), ()))
    return {"/".join(path): entries for path, entries in found.items()}


def _lists(value: Any, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], list[str]]]:
    if isinstance(value, dict):
        for key, inside in value.items():
            yield from _lists(inside, (*path, str(key)))
    else:
        yield path, [value] if isinstance(value, str) else [str(entry) for entry in value]


def finds_alone(entry: str, others: list[re.Pattern[str]]) -> bool:
    """Tell whether an entry matches words that none of the others matches in the same places."""
    pattern = re.compile(entry)
    for example in examples(entry):
        for before, behind in AROUND:
            text = f"{before}{example}{behind}"
            match = pattern.search(text)
            if match is not None and match.group():
                places = [found.span() for other in others for found in other.finditer(text)]
                if match.span() not in places:
                    return True
    return False


def idle(entries: list[str]) -> list[str]:
    compiled = {entry: re.compile(entry) for entry in entries}
    return [
        entry
        for entry in entries
        if not finds_alone(entry, [p for other, p in compiled.items() if other != entry])
    ]


# Plain words of this list are also read by themselves: verbs that a name cannot hold.
BOTH_WAYS = {"finite"}


def plain(entries: list[str]) -> list[str]:
    """Return words as patterns: those of notices are none."""
    return [re.escape(entry) for entry in entries]


@pytest.mark.parametrize("lang", LANGS)
def test_every_entry_of_claims_finds_what_no_other_does(lang: str) -> None:
    found = {name: idle(entries) for name, entries in lists("claims", lang).items()}
    for name in BOTH_WAYS & found.keys():
        found[name] = [entry for entry in found[name] if not entry.isalpha()]
    assert {name: entries for name, entries in found.items() if entries} == {}


@pytest.mark.parametrize("lang", LANGS)
def test_every_word_of_notices_finds_what_no_other_does(lang: str) -> None:
    found = {name: idle(plain(entries)) for name, entries in lists("notices", lang).items()}
    assert {name: entries for name, entries in found.items() if entries} == {}


def test_an_entry_that_another_one_covers_is_idle() -> None:
    assert idle(["paid", "pa(?:id|ys)"]) == ["paid"]
    assert idle(["paid", "paid out", "부$", "정부"]) == []
    assert idle(["offer(?= for )", "bid"]) == []


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_every_cue_is_found_under_its_concept(lang: str) -> None:
    lost = []
    for concept, words in lexicon(lang, "claim_cues").items():
        for word in words:
            cue = word.strip("^~").lower()
            found = find_cues(lang, f"xx {cue} xx")
            if (3, 3 + len(cue), concept) not in [(c.start, c.end, c.concept) for c in found]:
                lost.append((concept, word))
    assert lost == []


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_another_word_is_no_cue(lang: str) -> None:
    assert find_cues(lang, "xx zorvex 뷁뷁 xx") == []
