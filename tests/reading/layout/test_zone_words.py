"""Every word of zones.yaml and dates.yaml does its work, and none of zones does in running text."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

import pytest
from wirebook.reading.languages import LANGUAGES
from wirebook.reading.layout import board_rows, line_kinds
from wirebook.reading.layout.lines import Line
from wirebook.reading.layout.publication import read_publication
from wirebook.reading.layout.zones import read_zones
from wirebook.reading.lexicons import lexicon
from wirebook.reading.times.printed_dates import printed_dates

NOT_ARTICLE = {"navigation", "advert", "related", "credit", "tip_line", "board_list"}
TEXT = (
    "The harbour of Tarn opened a second quay on Monday, and the first ship came in at noon.",
    "Its owners said that they had waited nine years for it, and that they would wait no more.",
    "A band played while the mayor cut a ribbon, which she kept, and the ship sailed on by night.",
)


def line(text: str) -> Line:
    return Line(0, len(text), text)


def zones_of(*lines: str) -> dict[str, str]:
    """Return the zone of each line of a page."""
    text = "\n\n".join(lines)
    return {text[z.start : z.end].strip(): z.zone for z in read_zones(text, None) for _ in (0,)}


def kind(text: str) -> str | None:
    found = line_kinds.kind_of(line(text))
    return None if found is None else found[0]


def is_furniture(text: str) -> bool:
    return kind(text) in NOT_ARTICLE


def in_page(word: str, template: str, wanted: str) -> bool:
    """Whether a line below an article, and what stands under it, belongs to the zone wanted."""
    under = template.format(word=word).split("|")
    found = zones_of("Harbour opens", *TEXT, *under)
    return found.get(under[-1]) == wanted


# What each list is for: a check that holds for every word of it.
WORKS: dict[str, Callable[[str], bool]] = {
    "navigation": lambda w: is_furniture(w) or is_furniture(f"| {w} |"),
    "meta_start": lambda w: kind(f"{w}: quays, ships") == "navigation",
    "advert": lambda w: kind(w) == "advert",
    "promotion": lambda w: line_kinds.promotes(line(f"Boots and coats {w} until Sunday")),
    "list_header": lambda w: board_rows.is_header(f"{w} {w}"),
    "list_mark": lambda w: (
        board_rows.read_rows([f"12 A quay for Tarn {w} 2026-03-02"])[0].title == "A quay for Tarn"
    ),
    "related_header": lambda w: kind(w) == "related",
    "coverage_header": lambda w: in_page(w, "The {word} of it:|Quay opens in Tarn", "related"),
    "related_start": lambda w: kind(f"{w}: A quay for Tarn") == "related",
    "comment_header": lambda w: in_page(w, "{word}|I was there and I waved", "related"),
    "tip_word": lambda w: kind(f"☎ {w}: 02-1234-5678") == "tip_line",
    "tip_phrase": lambda w: kind(f"{w} now") == "tip_line" or kind(w) == "tip_line",
    "photo": lambda w: kind(f"{w}: Orla Penn") == "credit",
    "byline_role": lambda w: kind(f"Orla Penn, {w}") == "credit" or kind(f"오라 {w}") == "credit",
    "credit_role": lambda w: kind(f"{w}: Orla Penn") == "credit",
    "rights": lambda w: kind(f"{w} Tarn Herald") in NOT_ARTICLE,
    "faq": lambda w: in_page(w, "{word}|Who paid for the quay?", "faq"),
}


def words(part: str) -> Iterator[tuple[str, str, str]]:
    for lang in LANGUAGES:
        for name, listed in lexicon(lang, part).items():
            for word in listed:
                yield lang, name, str(word)


def test_every_list_has_a_check() -> None:
    assert {name for _, name, _ in words("zones")} == set(WORKS)


@pytest.mark.parametrize(("lang", "name", "word"), list(words("zones")))
def test_every_word_of_a_zone_works(lang: str, name: str, word: str) -> None:
    assert WORKS[name](word)


@pytest.mark.parametrize(("lang", "name", "word"), list(words("zones")))
def test_in_running_text_it_does_not(lang: str, name: str, word: str) -> None:
    """One such word in a paragraph is a word: reports speak of newsletters and adverts, too."""
    said = f"{TEXT[0]} The word {word} was painted on its side. {TEXT[1]} {TEXT[2]}"
    assert kind(said) is None


@pytest.mark.parametrize(("lang", "name", "word"), [w for w in words("dates") if w[1] != "months"])
def test_every_label_of_a_date_tells_what_it_dates(lang: str, name: str, word: str) -> None:
    page = f"Harbour opens\n\n{word}: 2026-03-02\n\n" + "\n\n".join(TEXT)
    found = read_publication(page, read_zones(page, None), None)
    assert (found.published_on == date(2026, 3, 2)) is (name == "published")


def months() -> Iterator[tuple[str, int, str]]:
    for lang in LANGUAGES:
        for number, names in enumerate(lexicon(lang, "dates").get("months", ()), start=1):
            for name in names:
                yield lang, number, str(name)


@pytest.mark.parametrize(("lang", "number", "name"), list(months()))
def test_every_month_is_read(lang: str, number: int, name: str) -> None:
    text = f"{name.capitalize()} 2, 2026" if lang == "en" else f"2 de {name} de 2026"
    assert [found.day for found in printed_dates(text)] == [date(2026, number, 2)]
