"""English: the names of a stretch of text, known ones and those that only capitals tell."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from wirebook.reading.claims.page import Name, Page
from wirebook.reading.claims.words import any_of, claim_words
from wirebook.reading.languages import ENGLISH
from wirebook.reading.model import Entity
from wirebook.reading.names.hangul import word_set


@cache
def _run() -> re.Pattern[str]:
    """Compile runs of capitalised words; of "Lagos-based" only Lagos is a name."""
    compound = any_of(word_set(ENGLISH, "compound_ends"))
    capital = (
        r"(?:(?:[A-Z]\.){2,}|[A-Z]\.(?=\s[A-Z])"
        rf"|[A-Z][\w&]*(?:[-'’.][A-Z0-9][\w&]*|-(?!(?:{compound})\b)[a-z]\w*)*|[A-Z0-9]+[A-Z]\w*)"
    )
    return re.compile(
        rf"(?<![\w$€£¥]){capital}(?:(?: (?:of|for|of the|for the|de|al|bin|von|van)| &)? "
        rf"{capital}(?!/)| \d+(?:\.\d+)?(?![\w%.,])| (?:Inc|Corp|Ltd|Co|Jr)\.| A/S)*"
    )


@cache
def _title() -> re.Pattern[str]:
    return re.compile(rf"(?:{any_of(claim_words(ENGLISH)['titles'])})(?=\s|$)")


@cache
def _openers() -> frozenset[str]:
    return frozenset(claim_words(ENGLISH)["openers"])


@cache
def _vocabulary() -> frozenset[str]:
    """Return the plain words that the lexicon tells kinds by: no names at a sentence's start."""
    roles = claim_words(ENGLISH)["fact_types"].values()
    fragments = [f for lists in roles for words in lists.values() for f in words]
    fragments += [f for words in claim_words(ENGLISH)["modality"].values() for f in words]
    found = {w for f in fragments for w in re.findall(r"[a-z]{3,}", f.replace("(?:", " "))}
    return frozenset(found | {w + "s" for w in found} | {w.removesuffix("s") for w in found})


@cache
def _cue() -> re.Pattern[str]:
    """Compile nouns that tell kinds, and stock indexes: "Series B" is a round and no name."""
    roles = claim_words(ENGLISH)["fact_types"].values()
    nouns = [f for lists in roles for f in lists["nouns"]]
    return re.compile(any_of([*nouns, *claim_words(ENGLISH)["indexes"]]), re.IGNORECASE)


_NAMING = re.compile(r"[^\W\d_]")


# What stands before the first word of a sentence, or of a line.
_OPENS = re.compile(r"(?:^|[.!?:|\n][\"'”’)\]]*\s+|[\n\"“(\[•-]\s*)$")


@cache
def _trade() -> re.Pattern[str]:
    """Compile trades that stand before a company's name: "Drugmaker <name>"."""
    return re.compile(any_of(claim_words(ENGLISH)["trades_before_names"]))


@cache
def _acronyms() -> frozenset[str]:
    return frozenset(claim_words(ENGLISH)["acronyms"])


def names_in(page: Page, start: int, end: int) -> list[Name]:
    """Return the names of a stretch of text: known entities and capitalised runs, in order.

    A run that goes on beyond a known entity ("Peru Copper Corporation") is a name of its own.
    """
    entities = list(page.between(page.entities, start, end))
    names: list[Name] = []
    runs = [
        part
        for match in _run().finditer(page.text, start, end)
        for part in _parts(page, match.start(), match.end())
    ]
    headline = _is_headline(page.text[start:end])
    if headline:
        runs = [part for run in runs for part in _headline_parts(page, *run)]
    for low, high, is_person in runs:
        for amount in page.between(page.money, low, high):
            high = min(high, _trim(page.text, low, amount.start))
        inside = [e for e in entities if e.start < high and low < e.end]
        high = _before_of_place(page.text, low, high, inside)
        inside = [e for e in inside if e.start < high]
        text = page.text[low:high]
        if _NAMING.search(text) is None or text in _acronyms() or _cue().fullmatch(text):
            continue
        names.append(_run_name(page, low, high, is_person, inside))
    taken = [(n.start, n.end) for n in names]
    for entity in entities:
        covered = any(low < entity.end and entity.start < high for low, high in taken)
        if covered or _is_plain(page, entity):
            continue
        if entity.entity_id is not None or not headline:
            names.append(_known(entity))
    return sorted(names, key=lambda n: n.start)


def _is_headline(text: str) -> bool:
    """Tell whether most words have a capital, as in a title or the head of a table."""
    words = re.findall(r"\b[A-Za-z][a-z]{3,}\b", text)
    return len(words) >= 3 and sum(w[0].isupper() for w in words) > 0.7 * len(words)


def _headline_parts(
    page: Page, low: int, high: int, is_person: bool
) -> list[tuple[int, int, bool]]:
    """Split a run of a headline at words that the body writes in lower case, or that tell kinds."""
    parts: list[tuple[int, int, bool]] = []
    if _cue().fullmatch(page.text, low, high) is not None:
        return parts
    open_at = -1
    end = low
    for word in re.finditer(r"[\w.&'’-]+", page.text[low:high]):
        lower = re.sub(r"['’]s?$", "", word.group()).lower()
        entity = page.covering(page.entities, low + word.start())
        known = entity is not None and entity.entity_id is not None
        if not known and (lower in _vocabulary() or lower in page.lower_words):
            if open_at >= 0:
                parts.append((open_at, end, is_person))
            open_at = -1
        elif open_at < 0:
            open_at = low + word.start()
        end = low + word.end()
    if open_at >= 0:
        parts.append((open_at, end, is_person))
    return parts


def _known(entity: Entity, is_person: bool = False) -> Name:
    """Return an entity as a name; unknown words that only look like a person may be a company."""
    name = Name.of(entity)
    doubtful = name.type == "PER" and not (name.is_known or is_person)
    return replace(name, type=None) if doubtful else name


def _before_of_place(text: str, low: int, high: int, inside: Sequence[Entity]) -> int:
    """Return where "Acme of Peru" ends as a name; the Bank of Peru keeps its country."""
    if not inside or inside[-1].type != "LOC" or inside[-1].end < high:
        return high
    of = re.search(r" of (?:the )?$", text[low : inside[-1].start])
    if of is None:
        return high
    words = re.findall(r"\w+", text[low : low + of.start()])
    is_office = any(w in word_set(ENGLISH, k) for w in words for k in ("org_heads", "loc_heads"))
    return high if is_office or not words else low + of.start()


def _run_name(page: Page, low: int, high: int, is_person: bool, inside: Sequence[Entity]) -> Name:
    text = page.text[low:high]
    for entity in inside:
        if entity.start < low:
            continue
        rest = (text[: max(0, entity.start - low)] + text[entity.end - low :]).strip(" .'’")
        if not rest or rest in _openers() or _title().fullmatch(rest):
            return _known(entity, is_person)
    if inside and inside[-1].end >= high and inside[-1].start >= low and inside[-1].type != "LOC":
        return _known(inside[-1], is_person)
    last = inside[-1] if inside else None
    kind = "PER" if is_person else last.type if last is not None else None
    name = re.sub(r"['’]s?$", "", text)
    return Name(low, high, name, "ORG" if kind == "LOC" else kind)


_WORD = re.compile(r"[\w.&'’-]+")
_JOINT = re.compile(r"\s*(?:(?:of|for|the|and|&)\s+)*")


def _behind_opening(page: Page, start: int, end: int) -> int:
    """Return where a run begins behind words that only open its sentence."""
    opens = _OPENS.search(page.text, max(0, start - 12), start) is not None
    while start < end:
        word = _WORD.match(page.text, start, end)
        joint = _JOINT.match(page.text, word.end(), end) if word is not None else None
        if word is None or joint is None:
            return end
        trade = word.end() < end and _trade().fullmatch(word.group().lower()) is not None
        named = _is_named(page, start, word.end())
        if opens and word.group().endswith("ing") and word.group().lower() in _vocabulary():
            named = False  # "Buying <name> was dear"
        if not trade and (named or not _is_common(page, word, end, opens)):
            break
        start = joint.end()
    return start


def _is_common(page: Page, word: re.Match[str], end: int, opens: bool) -> bool:
    """Tell whether a word has its capital from the sentence's beginning, and is no name."""
    bare = word.group().rstrip(".")
    lower = bare.lower()
    follows = word.end() == end
    if bare in _openers():
        return True
    if bare[1:].islower() and (
        (opens and lower in _vocabulary()) or (follows and lower in page.lower_words)
    ):
        return True
    behind = follows and _common_opening().match(page.text, end) is not None
    return opens and (behind or _ADJECTIVE.fullmatch(bare) is not None)


def _parts(page: Page, start: int, end: int) -> list[tuple[int, int, bool]]:
    """Split a capitalised run at titles and drop the word that only opens a sentence.

    "Arden CEO Mira Okafor" is a company and a person; "Today" is nothing.
    """
    text = page.text
    start = _behind_opening(page, start, end)
    parts = []
    low, is_person = start, False
    for title in _title().finditer(text, start, end):
        entity = page.covering(page.entities, title.start())
        if entity is not None and entity.entity_id is not None and entity.type != "PER":
            continue  # "General Electric", "King Faisal Hospital"
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


# "Pre-tax", "Like-for-like": a name's second part has a capital too.
_ADJECTIVE = re.compile(r"[A-Z][a-z]+(?:-[a-z]+)+")


@cache
def _common_opening() -> re.Pattern[str]:
    """Compile what follows a sentence's first word that is none of a name.

    "Security software provider <name>", "Affected by", "Riding on".
    """
    agents = any_of(claim_words(ENGLISH)["agents"])
    return re.compile(rf"(?: [a-z-]+){{0,4}} (?:{agents}) (?=[A-Z])| by\b|(?<=ing) on ")


def _is_named(page: Page, start: int, end: int) -> bool:
    """Tell whether a name was read here: a known one, or one that goes on behind the word."""
    entity = page.covering(page.entities, start)
    return entity is not None and (entity.entity_id is not None or entity.end > end)


def _is_plain(page: Page, entity: Entity) -> bool:
    """Tell whether an unknown name is one word that tells kinds: "Revenue was"."""
    if entity.entity_id is not None:
        return False
    word = entity.surface
    is_plain = word in _openers() or word.lower() in _vocabulary()
    is_plain = is_plain or _ADJECTIVE.fullmatch(word) is not None
    return is_plain or _cue().fullmatch(word) is not None


def _trim(text: str, low: int, high: int) -> int:
    while high > low and text[high - 1] in " '’&":
        high -= 1
    return high
