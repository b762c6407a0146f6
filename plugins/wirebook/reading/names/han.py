"""How names in Han characters and kana are read: in Mandarin, in Korean, in Japanese.

The tables (data/han.csv, data/japanese.csv; scripts/build_readings.py writes them) are loaded when
first needed. A name has several readings; all of them are tried, none is chosen.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import islice, product
from pathlib import Path

from wirebook.reading.languages import JAPANESE
from wirebook.reading.lexicons import lexicon

_DATA = Path(__file__).resolve().parent / "data"
MOST_READINGS = 24
LONGEST = 12
# The law of initial sounds: what Korean writes at the head of a word.
_INITIAL = str.maketrans(
    "라락란람랑래량려력련렬렴령례로록론뢰료룡루류륙륜률륭름릉리린림립녀년념녕뇨니",
    "나낙난남낭내양여역연열염영예노녹논뇌요용누유육윤율융늠능이인임입여연염영요이",
)


def is_han(char: str) -> bool:
    """Tell whether a character is a Han character."""
    return "\u3400" <= char <= "\u9fff" or char == "々"


def is_kana(char: str) -> bool:
    """Tell whether a character is a kana, or the mark of a long one."""
    return "\u3041" <= char <= "\u30ff" and char != "・"


@cache
def _han() -> dict[str, tuple[str, tuple[str, ...], str]]:
    with (_DATA / "han.csv").open(encoding="utf-8", newline="") as file:
        return {
            char: (plain, tuple(mandarin.split()), korean)
            for char, plain, mandarin, korean in csv.reader(file)
        }


@cache
def _japanese() -> dict[tuple[str, str], tuple[str, ...]]:
    with (_DATA / "japanese.csv").open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        return {(part, kind): tuple(kana.split()) for part, kind, kana in rows}


def plain(name: str) -> str:
    """Return a name with every Han character in its simplified form."""
    return "".join(_han().get(char, (char,))[0] for char in name)


@lru_cache(maxsize=16384)
def mandarin(name: str) -> tuple[tuple[str, ...], ...]:
    """Return the ways to read Han characters in Mandarin, by syllable; empty if one has none."""
    readings = [_han().get(char, ("", (), ""))[1] for char in name[:LONGEST]]
    return tuple(islice(product(*readings), MOST_READINGS)) if all(readings) else ()


@lru_cache(maxsize=16384)
def korean(name: str) -> str | None:
    """Return Han characters as Koreans read them, folded by the law of initial sounds."""
    read = "".join(_han().get(char, ("", (), ""))[2] for char in name[:LONGEST])
    return folded_hangul(read) if len(read) == len(name) else None


def folded_hangul(name: str) -> str:
    """Return Hangul with every syllable as the law of initial sounds writes it."""
    return name.translate(_INITIAL)


@lru_cache(maxsize=16384)
def japanese(name: str) -> tuple[tuple[str, str], ...]:
    """Return the ways to read a Japanese person, family name and given name in kana."""
    found: dict[tuple[str, str], None] = {}
    name = name[:LONGEST]
    for at in range(1, len(name)):
        families = _japanese().get((name[:at], "S"), ())
        given = _japanese().get((name[at:], "G"), ())
        if all(is_kana(char) for char in name[at:]):
            given = (_katakana(name[at:]),)
        found.update(dict.fromkeys(product(families, given)))
    return tuple(islice(found, MOST_READINGS))


def _katakana(kana: str) -> str:
    return "".join(chr(ord(c) + 0x60) if "\u3041" <= c <= "\u3096" else c for c in kana)


@cache
def _table(key: str) -> dict[str, str]:
    listed: dict[str, str] = lexicon(JAPANESE, "sounds")[key]
    return {
        kana: sound
        for row, sounds in listed.items()
        for kana, sound in zip(row, str(sounds).split(), strict=True)
    }


def at_head(romaji_word: str) -> str:
    """Return romaji as Korean hears the head of a word: voiced."""
    for letters, voiced in (("ch", "j"), ("k", "g"), ("t", "d")):
        if romaji_word.startswith(letters) and not romaji_word.startswith("ts"):
            return voiced + romaji_word[len(letters) :]
    return romaji_word


def romaji(kana: str) -> str:
    """Return kana in Latin letters, long vowels short; characters that are no kana are left out."""
    out: list[str] = []
    double = False
    for char in _katakana(kana):
        if char == "ッ":
            double = True
            continue
        sound = _table("kana").get(char)
        if char in _table("small") and out:
            out[-1] = _with_small(out[-1], _table("small")[char])
            continue
        if sound is None:
            continue
        out.append((sound[0] if double else "") + sound)
        double = False
    return short_vowels("".join(out))


def _with_small(before: str, small: str) -> str:
    if small[0] != "y":
        return before[:-1] + small
    stem = before[:-1]
    return stem + (small[1:] if stem.endswith(("sh", "ch", "j")) else small)


def short_vowels(latin: str) -> str:
    """Return Latin letters with the long vowels of Japanese written short."""
    for long, short in (("ou", "o"), ("oo", "o"), ("uu", "u"), ("oh", "o")):
        latin = latin.replace(long, short)
    return latin


def hangul_of(kana: str) -> str:
    """Return kana as Hangul that says which vowels a foreign name may lack."""
    out: list[str] = []
    for char, after in _with_next(_katakana(kana)):
        if char in _table("small") or char in "ー・":
            continue
        if char == "ン" and out:
            out[-1] = _close(out[-1], 4)
        elif char == "ッ" and out:
            out[-1] = _close(out[-1], 19)
        elif after in _table("small"):
            out.append(
                _syllable(_with_small(_table("kana").get(char, "a"), _table("small")[after]))
            )
        elif char in lexicon(JAPANESE, "sounds")["loans"]:
            out.append(lexicon(JAPANESE, "sounds")["loans"][char])
        elif char in _table("kana"):
            out.append(_syllable(_table("kana")[char]))
    return "".join(out)


def _with_next(text: str) -> Iterator[tuple[str, str]]:
    yield from zip(text, f"{text[1:]} ", strict=True)


_ONSETS = {
    "": 11,
    "k": 15,
    "s": 9,
    "sh": 9,
    "t": 16,
    "ch": 14,
    "ts": 14,
    "n": 2,
    "h": 18,
    "f": 17,
    "m": 6,
    "r": 5,
    "g": 0,
    "z": 12,
    "j": 12,
    "d": 3,
    "b": 7,
    "p": 17,
    "v": 7,
}
_VOWELS = {"a": 0, "i": 20, "u": 13, "e": 5, "o": 8, "ya": 2, "yu": 17, "yo": 12, "wa": 9}


def _syllable(sound: str) -> str:
    """Return a kana's sound as one Hangul syllable."""
    for size in (2, 1, 0):
        if sound[:size] in _ONSETS and sound[size:] in _VOWELS:
            return chr(ord("가") + 588 * _ONSETS[sound[:size]] + 28 * _VOWELS[sound[size:]])
    return "아"


def _close(syllable: str, coda: int) -> str:
    """Return a syllable with a final consonant, if it has none."""
    code = ord(syllable) - ord("가")
    return chr(ord("가") + code + coda) if code % 28 == 0 else syllable
