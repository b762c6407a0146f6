"""English: a sentence becomes a sketch, and rules read who, what and how firmly from it.

A sketch is the sentence with its names, amounts, periods and nationality adjectives replaced by
tags: ``<N0> announced that it would invest <@> in chips <T0>.`` The amount in question is
``<@>``, other amounts are ``<M>``; amounts that restate another are left out. Rules are patterns
over the sketch, so they cannot depend on a particular name or number.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from wirebook.reading.claims.page import Name, Page, Sentence
from wirebook.reading.claims.words import any_of, claim_words
from wirebook.reading.model import Entity, Money

_CAPITAL = r"(?:(?:[A-Z]\.){2,}|[A-Z]\.(?=\s[A-Z])|[A-Z][\w&]*(?:[-'’.][A-Z0-9][\w&]*|-[a-z]\w*)*|[A-Z0-9]+[A-Z]\w*)"
_RUN = re.compile(
    rf"(?<![\w$€£¥]){_CAPITAL}(?:(?: (?:of|for|of the|for the|de|al|bin|von|van)| &)? "
    rf"(?:{_CAPITAL}|\d+(?:\.\d+)?(?![\w%.,]))|(?: (?:Inc|Corp|Ltd|Co|Jr)\.))*"
)
_QUOTES = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "<": " ", ">": " ", "\n": " "})
_NAMES = r"<N\d+>(?:(?:,? and|,| &|, as well as) <N\d+>)*"


@dataclass(frozen=True, slots=True)
class Sketch:
    """A sentence with its mentions tagged, and the names behind the tags."""

    text: str
    at: int  # where <@> stands
    names: tuple[Name, ...]
    countries: tuple[str, ...]

    @property
    def left(self) -> str:
        return self.text[: self.at]

    @property
    def right(self) -> str:
        return self.text[self.at + 3 :]

    def name(self, tag: str) -> Name:
        """Return the name behind the first tag of a match such as ``<N2> and <N3>``."""
        return self.tagged(tag)[0]

    def tagged(self, tags: str) -> list[Name]:
        """Return the names behind all tags of a match."""
        return [self.names[int(n)] for n in re.findall(r"<N(\d+)>", tags)]


@cache
def _title() -> re.Pattern[str]:
    return re.compile(rf"(?:{any_of(claim_words('en')['titles'])})(?=\s|$)")


@cache
def _openers() -> frozenset[str]:
    return frozenset(claim_words("en")["openers"].split())


@cache
def _acronyms() -> frozenset[str]:
    return frozenset(claim_words("en")["acronyms"].split())


@cache
def _demonym() -> re.Pattern[str]:
    return re.compile(
        rf"\b(?:{any_of(claim_words('en')['demonyms'])}|U\.S\.|US|UK|EU)(?:'s)?\b(?!\.)"
    )


def names_in(page: Page, start: int, end: int) -> list[Name]:
    """Return the names of a stretch of text: known entities and capitalised runs, in order.

    A run that goes on beyond a known entity ("Korea Gas Corporation") is a name of its own.
    """
    entities = list(page.between(page.entities, start, end))
    names: list[Name] = []
    runs = [
        part
        for match in _RUN.finditer(page.text, start, end)
        for part in _parts(page, match.start(), match.end())
    ]
    for low, high, is_person in runs:
        if page.text[low:high] in _acronyms():
            continue
        inside = [e for e in entities if e.start < high and low < e.end]
        names.append(_run_name(page, low, high, is_person, inside))
    taken = [(n.start, n.end) for n in names]
    for entity in entities:
        if not any(low < entity.end and entity.start < high for low, high in taken):
            names.append(_known(entity))
    return sorted(names, key=lambda n: n.start)


def _known(entity: Entity) -> Name:
    return Name(entity.start, entity.end, entity.name, entity.type, entity.entity_id is not None)


def _run_name(page: Page, low: int, high: int, is_person: bool, inside: Sequence[Entity]) -> Name:
    text = page.text[low:high]
    for entity in inside:
        rest = (text[: max(0, entity.start - low)] + text[entity.end - low :]).strip(" .'’")
        if not rest or rest in _openers() or _title().fullmatch(rest):
            return _known(entity)
    if inside and inside[-1].end >= high and inside[-1].type != "LOC":
        return _known(inside[-1])
    last = inside[-1] if inside else None
    kind = "PER" if is_person else last.type if last is not None else None
    name = re.sub(r"['’]s?$", "", text)
    return Name(low, high, name, "ORG" if kind == "LOC" else kind)


def _parts(page: Page, start: int, end: int) -> list[tuple[int, int, bool]]:
    """Split a capitalised run at titles and drop the word that only opens a sentence.

    "Apple CEO Tim Cook" is a company and a person; "Today" is nothing.
    """
    text = page.text
    while start < end:
        word = re.compile(r"[\w.&'’-]+").match(text, start, end)
        if word is None:
            return []
        bare = word.group().rstrip(".")
        follows = word.end() == end
        common = bare.lower() in page.lower_words and follows and bare[1:].islower()
        entity = page.covering(page.entities, start)
        if entity is not None or not (bare in _openers() or common):
            break
        start = re.compile(r"\s*(?:(?:of|for|the|and|&)\s+)*").match(text, word.end(), end).end()  # type: ignore[union-attr]
    parts = []
    low, is_person = start, False
    for title in _title().finditer(text, start, end):
        if title.start() > low and text[low : title.start()].strip():
            parts.append((low, _trim(text, low, title.start()), is_person))
        elif title.start() > low:
            continue
        low = title.end()
        while low < end and text[low] in " .":
            low += 1
        is_person = True
    if low < end:
        parts.append((low, end, is_person))
    return parts


def _trim(text: str, low: int, high: int) -> int:
    while high > low and text[high - 1] in " '’&":
        high -= 1
    return high


def sketch(page: Page, sentence: Sentence, money: Money) -> Sketch:
    """Return the sentence as a sketch with ``<@>`` for the amount."""
    names = names_in(page, sentence.start, sentence.end)
    amounts = page.between(page.money, sentence.start, sentence.end)
    marks: list[tuple[int, int, str]] = []
    for m in amounts:
        tag = "<@>" if m is money else "" if m.restates is not None else "<M>"
        marks.append((m.start, m.end, tag))
    marks += [
        (p.start, p.end, f"<T{i}>")
        for i, p in enumerate(page.between(page.periods, sentence.start, sentence.end))
    ]
    kept: list[Name] = []
    countries: list[str] = []
    demonyms = [
        (d.start(), d.end(), d.group())
        for d in _demonym().finditer(page.text, sentence.start, sentence.end)
        if d.group() in claim_words("en")["demonyms"]
    ]
    for low, high, word in demonyms:
        if not any(n.start <= low and high < n.end for n in names):
            marks.append((low, high, f"<D{len(countries)}>"))
            countries.append(claim_words("en")["demonyms"][word])
    for name in names:
        if not any(low < name.end and name.start < high for low, high, _ in marks):
            marks.append((name.start, name.end, f"<N{len(kept)}>"))
            kept.append(name)
    return _draw(page, sentence, marks, kept, countries)


def _draw(
    page: Page,
    sentence: Sentence,
    marks: list[tuple[int, int, str]],
    names: list[Name],
    countries: list[str],
) -> Sketch:
    pieces = []
    at = sentence.start
    for low, high, tag in sorted(marks):
        if low < at:
            continue
        pieces.append(page.text[at:low].translate(_QUOTES))
        pieces.append(tag)
        at = high
    pieces.append(page.text[at : sentence.end].translate(_QUOTES))
    text = re.sub(r"\s*\((?:[^()<]{0,20}|\s*)\)", "", "".join(pieces))
    text = re.sub(r"\s*[—–]\s*|\s+-+\s+", " -- ", text)
    text = re.sub(r"[ \t\xa0]+", " ", text)
    return Sketch(text, text.find("<@>"), tuple(names), tuple(countries))


@cache
def _subject_verb() -> re.Pattern[str]:
    """Compile "subject, perhaps an apposition, a finite verb"."""
    words = claim_words("en")
    agent = any_of(words["agents"])
    pronoun = any_of(words["anaphora"])
    noun_phrase = (
        rf"(?:(?:the|a|an|its|their|this|that|both|many|several|some|two|three|more than|"
        rf"<[ND]\d+>'?s?) )*(?:[a-z][\w'-]* |<D\d+> ){{0,4}}?(?:{agent})"
        rf"(?: (?:of|in|from|at) (?:the )?(?:<[ND]\d+>|[a-z]+))?"
    )
    aside = r"(?:, [^,;]{1,120},| \([^()]{0,60}\))?"
    adverbs = r"(?: (?:also|now|then|recently|already|still|reportedly|has|have|itself|[a-z]+ly))*"
    finite = any_of(words["finite"])
    return re.compile(
        rf"(?<![\w'>-])(?P<subject>{_NAMES}|(?:{pronoun})\b|{noun_phrase}\b){aside}{adverbs}"
        rf",? (?P<verb>{finite})(?![\w-])",
        re.IGNORECASE,
    )


_SENTENCE_LINK = r"(?![^<]*(?:;| -- ))"
_BY = re.compile(
    r"^(?P<gap>(?:(?!<M>|;| -- |\b(?:will|has|have|was|were|is|are)\b|<N).){0,90}?)"
    r"\b(?P<how>by|from|led by|backed by|funded by|with|on|against|for) "
    r"(?P<who>"
    + _NAMES
    + r"|(?:the |many of |a |several |some )?(?:[a-z'-]+ |<[ND]\d+>(?:'s)? ){0,7}"
    r"(?:companies|firms|investors|banks|funds|giants|countries|governments))",
    re.IGNORECASE,
)
_OWNER = re.compile(
    r"(?P<who>" + _NAMES + r")'s? (?P<gap>(?:(?!<N|;)[^<]|<[DT]\d+>){0,90})$", re.IGNORECASE
)
_VERB_IN_GAP = re.compile(r"\b(?:will|would|is|are|was|were|has|had|said|and|that|which)\b|,")
_SIZES = {"market_size", "project_size", "valuation", "financial_result"}


def owner(s: Sketch, is_size: bool) -> Name | None:
    """Return the possessor in "<N>'s total <@> investment" or "<N>'s market will reach <@>"."""
    match = _OWNER.search(s.left)
    if match is None:
        return None
    if not is_size and _VERB_IN_GAP.search(match["gap"]) is not None:
        return None
    return s.name(match["who"])


def giver(s: Sketch, hows: set[str]) -> Name | None:
    """Return the one in "<@> investment by <N>", where the preposition is one of ``hows``."""
    match = _BY.match(s.right)
    if match is None or match["how"].lower() not in hows:
        return None
    who = match["who"]
    if "<N" in who and who.startswith("<N"):
        return s.name(who)
    return phrase(s, who)


def phrase(s: Sketch, words: str) -> Name | None:
    """Return a common noun phrase as a name: its own words, tags written out."""
    inner = re.findall(r"<N(\d+)>", words)
    text = re.sub(r"<N(\d+)>", lambda m: s.names[int(m[1])].name, words)
    text = re.sub(r"<D(\d+)>", lambda m: s.countries[int(m[1])], text)
    text = re.sub(r"^(?:the|a|an|its|their|his|her) ", "", text.strip(), flags=re.IGNORECASE)
    kind = s.names[int(inner[0])].type if inner else "ORG"
    return Name(0, 0, text, "ORG" if kind in (None, "LOC") else kind) if text else None


@dataclass(frozen=True, slots=True)
class Actor:
    """The subject of the nearest governing verb before the amount."""

    name: Name | None
    verb: str
    points_back: bool
    rest: str  # what stands between the verb and the amount


_NOBODY = Actor(None, "", False, "")


def actor(s: Sketch) -> Actor:
    """Return who does what leads to the amount."""
    matches = list(_subject_verb().finditer(s.left))
    if not matches:
        back = _deictic().search(s.left) is not None
        return Actor(None, "", back, s.left)
    last = matches[-1]
    rest = s.left[last.end() :]
    subject = last["subject"]
    if _deictic_verb().search(s.left[last.end("subject") :]) is not None:
        return Actor(None, last["verb"], True, rest)
    name, back = _resolve(s, subject, matches[:-1])
    return Actor(name, last["verb"].lower(), back, rest)


def _resolve(s: Sketch, subject: str, earlier: list[re.Match[str]]) -> tuple[Name | None, bool]:
    if subject.startswith("<N") and re.fullmatch(_NAMES, subject):
        return s.name(subject), False
    if _anaphoric().fullmatch(subject) is None:
        return phrase(s, subject), False
    before = s.text[: s.text.find(subject)]
    for match in reversed(earlier):
        if match["subject"].startswith("<N"):
            named = s.name(match["subject"])
            if named.type != "PER" or _pronoun().fullmatch(subject) is not None:
                return named, False
    things = [n for n in s.tagged(before) if n.type not in ("PER", "LOC")]
    return (things[-1], False) if things else (None, True)


@cache
def _pronoun() -> re.Pattern[str]:
    return re.compile(any_of(claim_words("en")["anaphora"]), re.IGNORECASE)


@cache
def _anaphoric() -> re.Pattern[str]:
    words = claim_words("en")
    return re.compile(
        rf"(?:{any_of(words['anaphora'])})|(?:the|this|that|both|(?:the )?two) "
        rf"(?:[a-z-]+ )?(?:{any_of(words['anaphoric_agents'])})",
        re.IGNORECASE,
    )


@cache
def _deictic() -> re.Pattern[str]:
    """Compile "this <@> ..." and "the agreement ...": the subject stands in a sentence before."""
    nouns = any_of(claim_words("en")["deictic_nouns"])
    return re.compile(
        rf"\b(?:this|these|that|the)(?: [a-z-]+)?\s*$"
        rf"|\b(?:this|these|the|its|their|today's)(?: [a-z-]+){{0,2}} (?:{nouns})\b",
        re.IGNORECASE,
    )


@cache
def _deictic_verb() -> re.Pattern[str]:
    """Compile a later clause whose subject is "the deal" and not the actor found before it."""
    words = claim_words("en")
    return re.compile(
        rf"(?:[;,.]|\b(?:and|but|while)) (?:this|the|these)(?: [a-z-]+){{0,2}} "
        rf"(?:{any_of(words['deictic_nouns'])})(?: [a-z]+ly| also)? (?:{any_of(words['finite'])})\b",
        re.IGNORECASE,
    )
