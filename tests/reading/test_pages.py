"""Whole pages: every claim, quotation, zone and date of each.

The answers in tests/cases/pages/ were written before the pages were first read. A list as an
answer means that any of its entries is right. The scores are held to a bar, not to perfection:
the faults that are left show where the reader is weak (``pytest -rP`` prints them).
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from wirebook.reading import reader
from wirebook.reading.model import Claim, Reading

PAGES = sorted((Path(__file__).resolve().parents[1] / "cases" / "pages").glob("*.yaml"))
LANGUAGES = ("ko", "en")
EXTRAS = ("object", "modality", "attributed_to", "horizon_end")
# First reading: claims F1 0.56 (ko) and 0.57 (en), 19 of 30 speakers; the rules were mended on
# these pages since, so they are tuned to them: a bar against falling back, not a forecast.
BARS = {"claims": 0.86, "modality": 0.80, "quotes": 0.90, "zones": 0.95, "dates": 0.95}


@cache
def _page(path: Path) -> tuple[dict[str, Any], Reading]:
    page = yaml.safe_load(path.read_text(encoding="utf-8"))
    return page, reader.read(page["text"])


def _name(value: object) -> str | None:
    return None if value is None else re.sub(r"[\W_]+", "", str(value).casefold())


def _agrees(expected: object, found: object) -> bool:
    """Tell whether an answer is (one of) the expected; a longer form of a name is the name."""
    accepted = expected if isinstance(expected, list) else [expected]
    given = _name(found)
    for name in map(_name, accepted):
        if name is None or given is None:
            if name == given:
                return True
        elif name == given or (min(len(name), len(given)) > 2 and (name in given or given in name)):
            return True
    return False


def _is_same(expected: object, found: object) -> bool:
    accepted = expected if isinstance(expected, list) else [expected]
    return str(found) in map(str, accepted)


def _title_line(page: dict[str, Any]) -> tuple[int, int]:
    """Return the span of the page's title line; an empty span if it has no title."""
    if "title" not in page:
        return 0, 0
    start = page["text"].index(page["title"])
    return start, page["text"].index("\n", start)


def _claims_by_answer(page: dict[str, Any], reading: Reading) -> list[Claim | None]:
    """Return the claim on each expected amount, in the order of the text."""
    found: list[Claim | None] = []
    at = 0
    for answer in page["claims"]:
        start = page["text"].index(answer["amount"], at)
        at = start + 1
        end = start + len(answer["amount"])
        hits = [
            c
            for c in reading.claims
            if reading.money[c.money].start < end and start < reading.money[c.money].end
        ]
        found.append(hits[0] if hits else None)
    return found


def _judge(answer: dict[str, Any], claim: Claim | None) -> tuple[set[str], list[str]]:
    """Return which attributes of an expected claim are right, and what is wrong with it."""
    if claim is None:
        return set(), [f"no claim on {answer['amount']}"]
    right = set()
    faults = []
    kind = _is_same(answer["fact_type"], claim.fact_type)
    if kind and _agrees(answer["subject"], claim.subject):
        right.add("right")
    else:
        faults.append(
            f"{answer['amount']} is {answer['fact_type']} of {answer['subject']}, "
            f"read {claim.fact_type} of {claim.subject}"
        )
    for key in (key for key in EXTRAS if key in answer):
        same = _is_same if key in ("modality", "horizon_end") else _agrees
        found = getattr(claim, key)
        if same(answer[key], found):
            right.add(key)
        else:
            faults.append(f"{answer['amount']} {key} {answer[key]}, read {found}")
    return right, faults


def _score_claims(lang: str) -> tuple[float, Counter[str], list[str]]:
    """Return F1 of amount, type and subject, the tallies of other attributes, and the faults."""
    counts: Counter[str] = Counter()
    faults = []
    for path in PAGES:
        page, reading = _page(path)
        if page["lang"] != lang:
            continue
        # The title may be kept as the title or as text, so what it states costs nothing.
        low, high = _title_line(page)
        body = [c for c in reading.claims if not low <= reading.money[c.money].start < high]
        found = _claims_by_answer(page, reading)
        for answer, claim in zip(page["claims"], found, strict=True):
            right, wrong = _judge(answer, claim)
            counts.update(right)
            counts.update(f"{key} asked" for key in EXTRAS if key in answer)
            faults += [f"{path.stem}: {words}" for words in wrong]
        counts["expected"] += len(page["claims"])
        counts["given"] += len(body)
        for claim in body:
            if claim not in found:
                surface = reading.money[claim.money].surface
                faults.append(f"{path.stem}: false claim on {surface}")
    precision = counts["right"] / max(1, counts["given"])
    recall = counts["right"] / counts["expected"]
    return 2 * precision * recall / max(precision + recall, 1e-9), counts, faults


@pytest.mark.parametrize("lang", LANGUAGES)
def test_claims(lang: str) -> None:
    f1, counts, faults = _score_claims(lang)
    print(f"{lang}: F1 {f1:.3f}", dict(counts), *faults, sep="\n  ")
    assert f1 >= BARS["claims"], faults
    assert counts["modality"] >= BARS["modality"] * counts["modality asked"], faults


@pytest.mark.parametrize("lang", LANGUAGES)
def test_quotes(lang: str) -> None:
    right = expected = 0
    faults = []
    for path in PAGES:
        page, reading = _page(path)
        if page["lang"] != lang:
            continue
        direct = [q for q in reading.quotes if q.kind == "direct"]
        for answer in page["quotes"]:
            expected += 1
            at = page["text"].index(answer["text"])
            found = [q.speaker for q in direct if q.start <= at < q.end]
            is_right = bool(found) and _agrees(answer["speaker"], found[0])
            right += is_right
            if not is_right:
                faults.append(f"{path.stem}: {answer['text']!r} by {answer['speaker']}: {found}")
        if len(direct) > len(page["quotes"]):
            faults.append(f"{path.stem}: {len(direct)} quotations, not {len(page['quotes'])}")
    print(f"{lang}: {right} of {expected}", *faults, sep="\n  ")
    assert right >= BARS["quotes"] * expected, faults


@pytest.mark.parametrize("lang", LANGUAGES)
def test_zones(lang: str) -> None:
    right = asked = 0
    faults = []
    for path in PAGES:
        page, reading = _page(path)
        if page["lang"] != lang:
            continue
        for keep in (True, False):
            for words in page["kept" if keep else "dropped"]:
                at = page["text"].index(words)
                asked += 1
                found = [z.keep for z in reading.zones if z.start <= at < z.end]
                right += found == [keep]
                if found != [keep]:
                    faults.append(f"{path.stem}: {words!r} keep {found}, not {keep}")
    print(f"{lang}: {right} of {asked}", *faults, sep="\n  ")
    assert right >= BARS["zones"] * asked, faults


@pytest.mark.parametrize("lang", LANGUAGES)
def test_dates(lang: str) -> None:
    pages = [_page(path) for path in PAGES]
    faults = []
    for page, reading in pages:
        if page["lang"] == lang:
            found = reading.publication
            for key in ("published_on", "published_not_after"):
                if getattr(found, key) != page.get(key):
                    faults.append(f"{page['text'][:40]!r}: {key} {getattr(found, key)}")
    count = sum(page["lang"] == lang for page, _ in pages)
    print(f"{lang}: {count - len(faults)} of {count}", *faults, sep="\n  ")
    assert len(faults) <= (1 - BARS["dates"]) * count, faults


def test_no_company_of_the_pages_is_listed() -> None:
    seeds = Path(__file__).resolve().parents[2] / "dbt_project" / "seeds" / "entity_aliases.csv"
    listed = {line.split(",")[1] for line in seeds.read_text(encoding="utf-8").splitlines()}
    named = {
        name
        for path in PAGES
        for answer in _page(path)[0]["claims"]
        if answer["fact_type"] in ("investment", "funding_round", "acquisition")
        for name in [answer["subject"]]
        if isinstance(name, str)
    }
    allowed = {"Saudi Arabia", "정부"}
    assert len(named) > 15
    assert not (named - allowed) & listed
