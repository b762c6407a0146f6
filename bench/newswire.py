"""A made-up newswire: articles as a desk receives them, the same ones from the same seed.

Each day has events; each event is told by one article or by several independent ones, some of
them in Korean as well; some articles are picked up by other outlets with their lines cut or in
another order. Every outlet prints its own page furniture around its texts. Prose is put together
word by word, so that texts share runs of words about as often as real ones do, and no oftener.
"""

from __future__ import annotations

import csv
import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from bench import measure

FIRST_DAY = date(2025, 1, 1)
OUTLETS = tuple(f"Outlet {number:02d}" for number in range(40))
# Of the articles of a day: picked up from another outlet, in Korean, and events told again.
_COPIED, _KOREAN, _RETOLD = 0.12, 0.3, 0.25
_SENTENCES = 22
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True, slots=True)
class Event:
    """What happened: a kind of fact, who, with whom, how much (in millions), on which day."""

    name: str
    kind: str
    subject: str
    object: str
    subject_ko: str
    object_ko: str
    millions: int
    currency: str
    on: date


@dataclass(frozen=True, slots=True)
class Article:
    """One article; ``copy_of`` names the article whose text it carries."""

    name: str
    outlet: str
    published_on: date
    language: str
    title: str
    lines: tuple[str, ...]
    event: str
    copy_of: str | None

    @property
    def text(self) -> str:
        """The text as a page would give it, furniture included."""
        return "\n".join((self.title, *self.lines)) + "\n"


def days(articles: int, days_: int, seed: int = 0) -> Iterator[list[Article]]:
    """Yield ``days_`` days of ``articles`` articles each, from FIRST_DAY on."""
    for day in range(days_):
        yield one_day(FIRST_DAY + timedelta(days=day), articles, seed)


def one_day(day: date, articles: int, seed: int = 0) -> list[Article]:
    """Return the articles of one day; they depend on the day, their number and the seed alone."""
    chance = random.Random(f"{seed} {day} {articles}")
    found: list[Article] = []
    event: Event | None = None
    while len(found) < articles:
        name = f"{day}-{seed}-{len(found):05d}"
        originals = [one for one in found if one.copy_of is None]
        if originals and chance.random() < _COPIED:
            found.append(_pick_up(chance, name, chance.choice(originals[-50:])))
            continue
        if event is None or chance.random() >= _RETOLD:
            event = _event(chance, f"event-{name}", day)
        language = "ko" if chance.random() < _KOREAN else "en"
        found.append(_tell(chance, name, event, language))
    return found


def _event(chance: random.Random, name: str, day: date) -> Event:
    subject, subject_ko = _company(chance)
    partner, partner_ko = _company(chance)
    digits = chance.choice((1, 2, 2, 3, 3))
    millions = chance.randrange(1, 10**digits) * 10 ** chance.randrange(1, 4)
    kind = chance.choice(sorted(_words()["leads"]))
    currency = chance.choice(("USD", "USD", "EUR", "KRW"))
    return Event(name, kind, subject, partner, subject_ko, partner_ko, millions, currency, day)


def _company(chance: random.Random) -> tuple[str, str]:
    if chance.random() < 0.6:
        return chance.choice(_gazetteer())
    words = _words()
    stem = "".join(chance.sample(words["syllables"], 3)).capitalize()
    name = f"{stem} {chance.choice(words['endings'])}"
    return name, name


def _tell(chance: random.Random, name: str, event: Event, language: str) -> Article:
    words = _words() if language == "en" else {**_words(), **_words()["korean"]}
    korean = language == "ko"
    on = event.on
    known = {
        "subject": event.subject_ko if korean else event.subject,
        "object": event.object_ko if korean else event.object,
        "amount": _amount(event, korean),
        "weekday": _WEEKDAYS[on.weekday()],
        "day": on.day,
        "year": on.year + chance.randrange(1, 6),
        "outlet": chance.choice(OUTLETS),
        "thing": chance.choice(words["things"]),
        "place": chance.choice(words["places"]),
        "matter": chance.choice(words["matters"]),
    }
    sentence = _korean_sentence if korean else _english_sentence
    prose = [sentence(chance, words, known) for _ in range(_SENTENCES)]
    prose[chance.randrange(4, _SENTENCES)] = words["background"].format(
        **known, past=_amount(replace(event, millions=chance.randrange(10, 9000)), korean)
    )
    paragraphs = [" ".join(prose[at : at + 3]) for at in range(0, len(prose), 3)]
    paragraphs[0] = words["leads"][event.kind].format(**known) + " " + paragraphs[0]
    furniture = [line.format(**known) for line in words["chrome"]]
    lines = (furniture[0], *paragraphs, *furniture[1:])
    title = words["titles"][event.kind].format(**known)
    return Article(name, known["outlet"], on, language, title, lines, event.name, None)


def _pick_up(chance: random.Random, name: str, original: Article) -> Article:
    """Carry an article over: some lines cut or moved, in the furniture of another outlet."""
    outlet = chance.choice(OUTLETS)
    lines = [line.replace(original.outlet, outlet) for line in original.lines]
    lead, body, tail = lines[:2], lines[2:-2], lines[-2:]
    if chance.random() < 0.5:
        del body[chance.randrange(2, len(body) + 1) :]
    if chance.random() < 0.3:
        chance.shuffle(body)
    later = original.published_on + timedelta(days=int(chance.random() < 0.1))
    return replace(
        original,
        name=name,
        outlet=outlet,
        published_on=later,
        lines=(*lead, *body, *tail),
        copy_of=original.name,
    )


def _amount(event: Event, korean: bool) -> str:
    millions = event.millions
    if event.currency == "KRW":
        if not korean:
            return f"{millions / 100:,g} billion won"
        hundred_millions, rest = divmod(millions, 10)
        return f"{hundred_millions or rest:,}{'억' if hundred_millions else '천만'} 원"
    if korean:
        unit = "달러" if event.currency == "USD" else "유로"
        return f"{millions / 100:,g}억 {unit}"
    sign = "$" if event.currency == "USD" else "€"
    return (
        f"{sign}{millions / 1000:,g} billion" if millions >= 1000 else f"{sign}{millions} million"
    )


def _english_sentence(chance: random.Random, words: dict[str, Any], known: dict[str, Any]) -> str:
    pick = {key: chance.choice(words[key]) for key in ("nouns", "verbs", "matters")}
    pick["adjectives"] = _adjective(chance, words)
    clause = "{adjectives} {nouns} {verbs} {matters}".format(**pick)
    when = chance.choice(words["times"])
    kind = chance.randrange(8)
    if kind == 0:
        who = f"{chance.choice(words['first_names'])} {chance.choice(words['family_names'])}"
        other = chance.choice(words["matters"])
        return f'"We looked at {other} and {clause} {when}," said {who}, a spokesperson.'
    if kind == 1:
        return f"Some {chance.randrange(11, 9999):,} {clause} {when}."
    if kind == 2:
        return f"{known['subject']} said {clause}, up {chance.randrange(10, 400) / 10}% {when}."
    if kind == 3:
        return f"The work near {chance.choice(words['places'])} means {clause}, {when}."
    return f"{when.capitalize()}, {clause} and {chance.choice(words['matters'])}."


def _korean_sentence(chance: random.Random, words: dict[str, Any], known: dict[str, Any]) -> str:
    parts = [chance.choice(words[key]) for key in ("times", "nouns", "matters", "verbs")]
    clause = " ".join((parts[0], _adjective(chance, words), *parts[1:]))
    kind = chance.randrange(6)
    if kind == 0:
        return (
            f'{known["subject"]} 관계자는 "{chance.choice(words["matters"])} 먼저 살폈다"고 말했다.'
        )
    if kind == 1:
        return f"{chance.choice(words['places'])}의 {chance.randrange(11, 9999):,}곳에서 {clause}."
    if kind == 2:
        return f"이는 지난해보다 {chance.randrange(10, 400) / 10}% 늘어난 것으로, {clause}."
    return f"{clause}."


def _adjective(chance: random.Random, words: dict[str, Any]) -> str:
    """Return an adjective, half of the time a rare word, as the names of small places are."""
    if chance.random() < 0.5:
        return str(chance.choice(words["adjectives"]))
    return "".join(chance.choices(words["syllables"], k=3))


@cache
def _words() -> dict[str, Any]:
    path = Path(__file__).with_name("newswire.yaml")
    words: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return words


@cache
def _gazetteer() -> tuple[tuple[str, str], ...]:
    path = measure.ROOT / "dbt_project" / "seeds" / "entities.csv"
    with path.open(encoding="utf-8") as stream:
        return tuple(
            (row["name_en"], row["name_ko"])
            for row in csv.DictReader(stream)
            if row["type"] == "ORG" and row["name_ko"] and len(row["name_en"]) > 3
        )
