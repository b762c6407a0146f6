"""Every entry of sounds.yaml is the cheapest way to some spelling: without it, that costs more."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import product

import pytest
from wirebook.reading.lexicons import lexicon
from wirebook.reading.names import agreement, han, sounds

KOREAN, JAPANESE = lexicon("ko", "sounds"), lexicon("ja", "sounds")
ONSETS, VOWELS, CODAS = sounds._ONSETS, sounds._VOWELS, sounds._CODAS
# What stands around a sound, in Hangul and in Latin letters.
BEFORE = (("", ""), ("마", "ma"), ("킴", "kim"), ("사", "sa"))
BEHIND = (("", ""), ("마", "ma"), ("나", "na"), ("타", "ta"), ("카", "ka"))


def syllable(onset: str, vowel: str, coda: str = "") -> str:
    last = CODAS.index(coda) if coda else 0
    return chr(ord("가") + (ONSETS.index(onset) * 21 + VOWELS.index(vowel)) * 28 + last)


def carriers(part: str, sound: str, letters: str) -> Iterator[tuple[str, str]]:
    """Yield words that have a sound, and how they are spelt with its letters."""
    if part == "onsets":
        middle = [(syllable(sound, "ㅏ"), f"{letters}a"), (syllable(sound, "ㅗ"), f"{letters}o")]
    elif part == "codas":
        middle = [(syllable("ㅁ", "ㅏ", sound), f"ma{letters}")]
    else:
        middle = [
            (syllable(o, sound), f"{first}{letters}")
            for o, first in zip("ㅁㅎㄸ", "mht", strict=True)
        ]
    for before, around in product(BEFORE, product(middle, BEHIND)):
        word, behind = around
        yield f"{before[0]}{word[0]}{behind[0]}", f"{before[1]}{word[1]}{behind[1]}"


def entries(kind: str) -> Iterator[tuple[str, str, str]]:
    for part, rows in KOREAN[kind].items():
        if part != "pairs":
            for sound, listed in rows.items():
                yield from ((part, sound, letters) for letters, _ in sounds._costs(listed))


def cost(kind: str, hangul: str, latin: str) -> int:
    return sounds.spelling(hangul, [latin], kind).cost


def is_cheaper(
    kind: str, part: str, sound: str, letters: str, monkeypatch: pytest.MonkeyPatch
) -> bool:
    """Tell whether a word costs more where a sound may not be spelt so."""
    table = sounds._table(kind)
    key = sounds._CODA + sound if part == "codas" else sound
    rest = tuple(row for row in table.spellings[key] if row[0] != letters)
    without = sounds._Table({**table.spellings, key: rest}, table.longest)
    for hangul, latin in carriers(part, sound, letters):
        cheap = cost(kind, hangul, latin)
        with monkeypatch.context() as patch:
            patch.setattr(sounds, "_table", lambda _: without)
            if cost(kind, hangul, latin) > cheap:
                return True
    return False


@pytest.mark.parametrize("kind", ["names", "loans"])
def test_every_spelling_of_a_sound_is_the_cheapest_of_some_word(
    kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert [e for e in entries(kind) if not is_cheaper(kind, *e, monkeypatch)] == []


def run(sounds_of: str, letters: str) -> tuple[str, str]:
    """Return a word that has a run of sounds, ``^`` before a final one, and its spelling."""
    word, latin, onset = "", letters, ""
    for sound in re.findall(r"\^?.", sounds_of):
        if sound[0] == "^":
            open_one = (ord(word[-1]) - ord("가")) if word else ord("마") - ord("가")
            latin = latin if word else f"ma{latin}"
            word = word[:-1] + chr(ord("가") + open_one + CODAS.index(sound[1]))
        elif sound in VOWELS:
            word, onset = word + syllable(onset or "ㅇ", sound), ""
        else:
            onset = sound
    return (word + syllable(onset, "ㅏ"), f"{latin}a") if onset else (word, latin)


def test_every_spelling_of_a_run_of_sounds_is_read() -> None:
    table = sounds._table("loans")
    dear = []
    for key, listed in KOREAN["loans"]["pairs"].items():
        for letters, price in sounds._costs(listed):
            hangul, latin = run(key, letters)
            if cost("loans", hangul, latin) > price or (letters, price) not in table.spellings[key]:
                dear.append((key, letters))
    assert dear == []


def test_every_silent_letter_is_cheaper_than_another(monkeypatch: pytest.MonkeyPatch) -> None:
    every = dict(KOREAN["silent"])
    for letter in every:
        rest = {other: price for other, price in every.items() if other != letter}
        words = (f"{letter}mapa", f"m{letter}apa", f"ma{letter}pa", f"mapa{letter}")
        cheap = [cost("loans", "마파", word) for word in words]
        with monkeypatch.context() as patch:
            patch.setattr(sounds, "_silent", lambda rest=rest: rest)
            assert [cost("loans", "마파", word) for word in words] > cheap, letter


def test_every_name_of_a_letter_is_that_letter() -> None:
    for letter, called in KOREAN["letters"].items():
        for name in called:
            assert cost("companies", name, letter.upper()) == 0, name
            assert cost("companies", name, "%") > 0


def test_every_family_name_is_spelt_so() -> None:
    for family, spellings in KOREAN["family_names"].items():
        for spelt in spellings:
            assert agreement._korean_person(f"{family}민수", [spelt.title(), "Minsu"]) is not None
        assert agreement._korean_person(f"{family}민수", ["Zorvex", "Minsu"]) is None


def test_every_syllable_of_a_given_name_makes_a_person() -> None:
    listed = KOREAN["given_syllables"]
    assert [s for s in listed if not agreement._is_korean_person(f"강{s}")] == []
    assert not agreement._is_korean_person("강뷁")


def test_every_kana_has_its_sound() -> None:
    for row, spelt in JAPANESE["kana"].items():
        assert [han.romaji(kana) for kana in row] == spelt.split()
    for row, spelt in JAPANESE["small"].items():
        assert [han.romaji(f"キ{kana}") for kana in row] == [f"k{sound}" for sound in spelt.split()]
    for kana, hangul in JAPANESE["loans"].items():
        assert han.hangul_of(kana) == hangul
        assert han.hangul_of(f"マ{kana}") == f"마{hangul}"
