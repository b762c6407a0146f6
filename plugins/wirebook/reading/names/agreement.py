"""Whether two names may be spellings of one name, and how sure that is.

Names in one script agree only where they are the same words. Names in two scripts agree where one
spells the other sound by sound, vowels included, or translates its words. Agreement is about names,
not about who bears them: that two texts mean one thing takes more (docs/linking.md).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from wirebook.reading.names import han
from wirebook.reading.names.hangul import is_hangul
from wirebook.reading.names.legal_forms import around, folded_legal_forms
from wirebook.reading.names.sounds import Spelling, family_names, given_syllables, spelling
from wirebook.reading.names.words import without_translated

Method = Literal["same_words", "spelling"]
MAX_NAME = 120
# The tenths of disagreement that a spelling may have for each sound, and in all.
_MEAN, _MOST = 0.7, 12
_PERSON_MEAN, _PERSON_MOST = 0.45, 9
# Korean people's names differ by one vowel: nothing but a rare spelling is forgiven.
_KOREAN_MOST = 3
# Short names differ by little.
_SHORT, _SHORT_MEAN = 6, 0.45
_LATIN_WORD = re.compile(r"[^\W_]+(?:['’.][^\W_]+)*|&")
_OF = re.compile(r"(?P<head>.+?) (?:of|for) (?:the )?(?P<rest>.+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Agreement:
    """How two names agree; ``score`` runs from 0.5 (just so) to 1 (the same words)."""

    method: Method
    score: float


def is_korean(name: str) -> bool:
    """Tell whether a name has Hangul in it."""
    return any(is_hangul(char) for char in name)


def is_latin(name: str) -> bool:
    """Tell whether a name is written in Latin letters alone."""
    letters = [char for char in name if char.isalpha()]
    return bool(letters) and all(char < "\u0250" or "\u1e00" <= char < "\u1f00" for char in letters)


@lru_cache(maxsize=65536)
def agreement(left: str, right: str, kind: str | None = None) -> Agreement | None:
    """Return how two names agree, None where they do not; ``kind`` is PER, ORG, ... or unknown.

    Symmetric. Quadratic in the length of the names, which is capped; never raises.
    """
    left, right = sorted((_clean(left), _clean(right)))
    if not left or not right:
        return None
    if _folded(left) == _folded(right):
        return Agreement("same_words", 1.0)
    pair = {script(left): left, script(right): right}
    reader = _READERS.get(frozenset(pair))
    return reader(pair, kind) if reader is not None else None


@lru_cache(maxsize=65536)
def folded(name: str) -> str:
    """Return a name without legal form, case, width and accents; a key of the same words."""
    return _folded(_clean(name))


@lru_cache(maxsize=65536)
def script(name: str) -> str:
    """Return the script that tells a name apart: korean, latin, kana, han or other."""
    if is_korean(name):
        return "korean"
    if is_latin(name):
        return "latin"
    if any(map(han.is_han, name)):
        return "han"
    return "kana" if any(map(han.is_kana, name)) else "other"


@lru_cache(maxsize=65536)
def _clean(name: str) -> str:
    """Return a name without marks, legal forms and odd widths."""
    plain = unicodedata.normalize("NFKD", around().sub(" ", name[:MAX_NAME]))
    bare = "".join(char for char in plain if not unicodedata.combining(char))
    words = unicodedata.normalize("NFC", bare).replace("(주)", " ").split()
    while len(words) > 1 and words[-1].strip("(),.").lower() in (*folded_legal_forms(), "company"):
        if words[-2] == "&":
            break
        del words[-1]
        words[-1] = words[-1].rstrip(",")
    return " ".join(words)


@lru_cache(maxsize=65536)
def _folded(name: str) -> str:
    """Return a name without case and marks; a Korean one also without blanks."""
    words = _LATIN_WORD.findall(name.casefold())
    return (" " if is_latin(name) else "").join(map(han.plain, words))


def _spelt(korean: str, latin: str, kind: str | None) -> Agreement | None:
    words = [word.replace(".", "").replace("’", "").replace("'", "") for word in _words(latin)]
    if not words:
        return None
    hangul = "".join(_LATIN_WORD.findall(korean.lower()))
    if kind in ("PER", None) and _is_korean_person(hangul):
        strict = _korean_person(hangul, words)
        if strict is not None:
            return _within(strict, _KOREAN_MOST, 1.0)
    if kind == "PER":
        best = min(
            (spelling(hangul, order, "loans") for order in _person_orders(korean, words)),
            key=lambda s: s.cost,
        )
        return _within(best, _PERSON_MOST, _PERSON_MEAN)
    orders = [words, *_of_orders(latin)]
    for shape, most, mean in (("companies", _KOREAN_MOST, 1.0), ("loans", _MOST, _MEAN)):
        agreed = _within(min((spelling(hangul, o, shape) for o in orders), key=_cost), most, mean)
        if agreed is not None:
            return agreed
    return None


def _words(latin: str) -> list[str]:
    return _LATIN_WORD.findall(latin.replace("-", "").replace("–", ""))


def _within(found: Spelling, most: int, mean: float) -> Agreement | None:
    mean = _SHORT_MEAN if found.sounds <= _SHORT and most != _KOREAN_MOST else mean
    if found.cost > min(most, mean * max(found.sounds, 1)):
        return None
    return Agreement("spelling", round(1 - 0.5 * found.cost / max(most, 1), 4))


# -- people


def _is_korean_person(hangul: str) -> bool:
    if not 2 <= len(hangul) <= 4 or not all(map(is_hangul, hangul)):
        return False
    family = _family_of(hangul)
    return family is not None and set(hangul[len(family) :]) <= given_syllables()


def _family_of(hangul: str) -> str | None:
    """Return the Korean family name that a name begins with, the longest one."""
    return next((hangul[:n] for n in (2, 1) if hangul[:n] in family_names() and hangul[n:]), None)


def _korean_person(hangul: str, words: Sequence[str]) -> Spelling | None:
    """Return the spelling of a Korean person; None where no Latin word is the family name."""
    family = _family_of(hangul)
    if family is None or len(words) < 2:
        return None
    given = hangul[len(family) :]
    rests = []
    if words[0].lower() in family_names()[family]:
        rests.append(words[1:])
    if words[-1].lower() in family_names()[family]:
        rests.append(words[:-1])
    return min((spelling(given, rest, "names") for rest in rests), key=_cost, default=None)


def _cost(found: Spelling) -> int:
    return found.cost


def _person_orders(korean: str, words: list[str]) -> Iterator[list[str]]:
    """Yield a person's words as printed, family name first, and without initials."""
    yield words
    if len(words) > 1:
        yield [words[-1], *words[:-1]]
    bare = [word for word in words if len(word) > 1]
    if len(words) > len(bare) >= 2 and len(korean.split()) <= len(bare):
        yield bare


# -- everybody else


def _of_orders(latin: str) -> Iterator[list[str]]:
    """Yield "Y X" for "X of Y", which is the order of Korean."""
    match = _OF.fullmatch(latin)
    if match is not None:
        yield [*_words(match["rest"]), *_words(match["head"])]
    words = _words(latin)
    if words and words[0].lower() == "the":
        yield words[1:]


# -- Han characters and kana


def _han_latin(pair: Mapping[str, str], kind: str | None) -> Agreement | None:
    """Compare a name in Han characters with Latin letters: Mandarin, or a Japanese person."""
    rest, things = without_translated(pair["han"])
    words = [word.lower().replace("'", "") for word in _words(pair["latin"])]
    if kind != "PER":
        latin, others = without_translated(pair["latin"])
        if things != others:
            return None
        words = [word.lower().replace("'", "") for word in _words(latin)]
        if not rest and not words and things:
            return Agreement("spelling", 0.9)
    orders = {"".join(words), "".join(words[-1:] + words[:-1])} - {""}
    readings = {"".join(reading) for reading in han.mandarin(_letters(rest))}
    if orders & (readings | {reading.replace("v", "u") for reading in readings}):
        return Agreement("spelling", 1.0)
    spoken = {
        han.romaji(family) + han.romaji(given)
        for family, given in han.japanese(_letters(pair["han"]))
    }
    return Agreement("spelling", 1.0) if spoken & set(map(han.short_vowels, orders)) else None


def _han_korean(pair: Mapping[str, str], kind: str | None) -> Agreement | None:
    """Compare Han characters with Hangul: as Koreans read them, or as they sound."""
    hangul = "".join(_LATIN_WORD.findall(pair["korean"]))
    if han.korean(_letters(pair["han"])) == han.folded_hangul(hangul):
        return Agreement("spelling", 1.0)
    rest, things = without_translated(pair["han"])
    sounding, others = without_translated(pair["korean"])
    if things != others:
        return None
    hangul = "".join(_LATIN_WORD.findall(sounding))
    if not hangul and not rest and things:
        return Agreement("spelling", 0.9)
    read = [[_unmarked(syllable) for syllable in r] for r in han.mandarin(_letters(rest))]
    read += [
        [han.at_head(han.romaji(family)), han.at_head(han.romaji(given))]
        for family, given in han.japanese(_letters(pair["han"]))
    ]
    spelt = [spelling(hangul, words, "loans") for words in read] if hangul else []
    return _within(min(spelt, key=_cost), _PERSON_MOST, _PERSON_MEAN) if spelt else None


def _unmarked(pinyin: str) -> str:
    return pinyin.replace("v", "u")


def _kana_latin(pair: Mapping[str, str], kind: str | None) -> Agreement | None:
    """Compare kana with Latin letters: a Japanese name in romaji, or a foreign one in kana."""
    kana = _letters(pair["kana"])
    words = [word.lower() for word in _words(pair["latin"])]
    orders = {"".join(words), "".join(words[-1:] + words[:-1])}
    if han.romaji(kana) in {han.short_vowels(order) for order in orders}:
        return Agreement("spelling", 1.0)
    hangul = han.hangul_of(kana)
    if not hangul:
        return None
    return _within(spelling(hangul, words, "loans"), _PERSON_MOST, _PERSON_MEAN)


def _kana_korean(pair: Mapping[str, str], kind: str | None) -> Agreement | None:
    """Compare kana with Hangul by the Latin spelling of the kana."""
    hangul = "".join(_LATIN_WORD.findall(pair["korean"]))
    latin = han.romaji(_letters(pair["kana"]))
    spelt = [spelling(hangul, [word], "loans") for word in {latin, han.at_head(latin)}]
    return _within(min(spelt, key=_cost), _PERSON_MOST, _PERSON_MEAN)


def _letters(name: str) -> str:
    return "".join(char for char in name if han.is_han(char) or han.is_kana(char))


_READERS: dict[frozenset[str], Callable[[Mapping[str, str], str | None], Agreement | None]] = {
    frozenset(("korean", "latin")): lambda pair, kind: _spelt(pair["korean"], pair["latin"], kind),
    frozenset(("han", "latin")): _han_latin,
    frozenset(("han", "korean")): _han_korean,
    frozenset(("kana", "latin")): _kana_latin,
    frozenset(("kana", "korean")): _kana_korean,
}
