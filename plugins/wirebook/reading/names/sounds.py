"""How well a name in Hangul is spelt by a name in Latin letters, vowels and all.

The cheapest way to spell the Hangul, sound by sound, with the letters of the other name: a dynamic
programme over sounds and letters whose spellings and costs are in lexicon/ko/sounds.yaml. Words
that names translate (lexicon/any/name_words.yaml) count as spelt. Costs are tenths of a
disagreement: 0 for a usual spelling, 10 for a vowel that is not there at all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from wirebook.reading.languages import KOREAN
from wirebook.reading.lexicons import lexicon, word_set
from wirebook.reading.names.hangul import is_hangul
from wirebook.reading.names.words import translations

_ONSETS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
_VOWELS = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ"
_CODAS = "_ㄱㄱㄱㄴㄴㄴㄷㄹㄱㅁㄹㄹㄹㅍㄹㅁㅂㅂㅅㅅㅇㅅㅊㄱㅌㅍㅎ"
_VOWEL, _CONSONANT = 10, 14
_FAR = 10_000
_AS_KOREAN = 1
_SINGLE_L = 7
_CODA = "^"


@dataclass(frozen=True, slots=True)
class Spelling:
    """What it costs to spell a name; ``sounds`` is how many sounds letters had to spell."""

    cost: int
    sounds: int


@dataclass(frozen=True, slots=True)
class _Table:
    """The spellings of a sequence of sounds; ``longest`` is the longest sequence that has one."""

    spellings: dict[str, tuple[tuple[str, int], ...]]
    longest: int


@dataclass(frozen=True, slots=True)
class _Latin:
    """Latin words without the blanks, and where words begin, end or are capitals throughout."""

    letters: str
    edges: frozenset[int]
    capitals: frozenset[int]


def sounds_of(name: str) -> tuple[list[str], dict[int, int]]:
    """Return the sounds of a name, and at which of them its characters begin.

    A Hangul syllable gives onset (none if silent), vowel and coda (marked); all else is itself.
    """
    sounds: list[str] = []
    begins: dict[int, int] = {}
    for at, char in enumerate(name):
        begins[at] = len(sounds)
        if not is_hangul(char):
            sounds.append(char)
            continue
        code = ord(char) - ord("가")
        onset, vowel, coda = code // 588, code % 588 // 28, code % 28
        if _ONSETS[onset] != "ㅇ":
            sounds.append(_ONSETS[onset])
        sounds.append(_VOWELS[vowel])
        if coda:
            sounds.append(_CODA + _CODAS[coda])
    begins[len(name)] = len(sounds)
    return sounds, begins


def spelling(hangul: str, latin: Sequence[str], kind: str) -> Spelling:
    """Return the cheapest spelling of a Korean name by Latin words in their printed case.

    ``hangul`` may hold lower-case Latin letters and digits, which only themselves can spell.
    ``kind`` is "names" for Korean personal names, "companies" for what is named as Koreans are (but
    may hold translated words), "loans" for all others.
    """
    return _Speller(hangul, latin, kind).best()


class _Speller:
    def __init__(self, hangul: str, latin: Sequence[str], kind: str) -> None:
        self.table = _table(kind)
        self.is_loan = kind == "loans"
        self.latin = _joined(latin)
        self.sounds, begins = sounds_of(hangul)
        self.words = _words_in(hangul, begins) if kind != "names" else {}
        width = len(self.latin.letters) + 1
        self.costs = [[_FAR] * width for _ in range(len(self.sounds) + 1)]
        self.spelt = [[0] * width for _ in range(len(self.sounds) + 1)]

    def best(self) -> Spelling:
        self.costs[0][0] = 0
        for at, row in enumerate(self.costs):
            for i, here in enumerate(row):
                if here < _FAR:
                    self._add_letter(at, i)
                    self._spell_sound(at, i)
                    self._translate(at, i)
        return Spelling(self.costs[-1][-1], self.spelt[-1][-1])

    def _reach(self, at: int, i: int, cost: int, spelt: int) -> None:
        if cost < self.costs[at][i]:
            self.costs[at][i] = cost
            self.spelt[at][i] = spelt

    def _add_letter(self, at: int, i: int) -> None:
        """Let a letter be silent, or be one too many."""
        letters = self.latin.letters
        if i == len(letters):
            return
        here, spelt = self.costs[at][i], self.spelt[at][i]
        price = _VOWEL if letters[i] in "aeiou" else _CONSONANT
        if self.is_loan:
            is_r_alone = letters[i] == "r" and letters[i + 1 : i + 2] not in tuple("aeiouy")
            if letters[i] != "r" or is_r_alone:
                price = min(price, _silent().get(letters[i], price))
            if i and letters[i - 1] == letters[i]:
                price = min(price, 1)
            if letters.startswith("gh", i):
                self._reach(at, i + 2, here + 1, spelt)
        self._reach(at, i + 1, here + price, spelt)

    def _spell_sound(self, at: int, i: int) -> None:
        """Spell the next sounds with the next letters, in every way that the table knows."""
        if at == len(self.sounds):
            return
        here, spelt = self.costs[at][i], self.spelt[at][i]
        sound = self.sounds[at]
        if sound in self.latin.letters[i : i + 1]:
            self._reach(at + 1, i + 1, here, spelt + 1)
        key = ""
        for end in range(at + 1, min(len(self.sounds), at + self.table.longest) + 1):
            key += self.sounds[end - 1]
            for letters, price in self.table.spellings.get(key, ()):
                if self.latin.letters.startswith(letters, i):
                    price += _SINGLE_L if letters[:1] == "l" and self._is_single_l(at) else 0
                    self._reach(end, i + len(letters), here + price, spelt + end - at)
        lost = _VOWEL if sound in _VOWELS else _CONSONANT
        self._reach(at + 1, i, here + lost, spelt + 1)

    def _is_single_l(self, at: int) -> bool:
        """Tell whether a sound is the ㄹ between vowels that Hangul writes for an r."""
        return (
            self.is_loan and self.sounds[at] == "ㄹ" and at > 0 and self.sounds[at - 1] in _VOWELS
        )

    def _translate(self, at: int, i: int) -> None:
        """Take a word and its translation, or the name of a letter and the letter, for spelt."""
        here, spelt = self.costs[at][i], self.spelt[at][i]
        for end, letters, is_letter in self.words.get(at, ()):
            after = i + len(letters)
            if not self.latin.letters.startswith(letters, i):
                continue
            if is_letter and (i in self.latin.capitals or letters == "&"):
                self._reach(end, after, here, spelt + 1)
            elif not is_letter and {i, after} <= self.latin.edges:
                self._reach(end, after, here, spelt)


def _joined(words: Sequence[str]) -> _Latin:
    letters = ""
    edges = {0}
    capitals: set[int] = set()
    for word in words:
        if word.isupper() and len(word) <= 5:
            capitals.update(range(len(letters), len(letters) + len(word)))
        letters += word.lower()
        edges.add(len(letters))
    return _Latin(letters, frozenset(edges), frozenset(capitals))


def _words_in(hangul: str, begins: dict[int, int]) -> dict[int, list[tuple[int, str, bool]]]:
    """Return, by the sound where they begin, the words of a name that have other letters."""
    found: dict[int, list[tuple[int, str, bool]]] = {}
    for start in range(len(hangul)):
        for end in range(start + 1, min(len(hangul), start + 10) + 1):
            word = hangul[start:end]
            for phrase in translations(KOREAN, word):
                found.setdefault(begins[start], []).append((begins[end], phrase, False))
            letter = _letters().get(word)
            if letter is not None:
                found.setdefault(begins[start], []).append((begins[end], letter, True))
    return found


def _costs(listed: str) -> tuple[tuple[str, int], ...]:
    out = []
    for word in str(listed).split():
        letters, _, cost = word.partition(":")
        out.append(("" if letters == "_" else letters, int(cost or 0)))
    return tuple(out)


@cache
def _table(kind: str) -> _Table:
    spellings: dict[str, tuple[tuple[str, int], ...]] = {}
    # Companies and places of Korea are spelt as its people are, so a loan may be, at a price.
    sources = (("loans", 0), ("names", _AS_KOREAN)) if kind == "loans" else (("names", 0),)
    for source, price in sources:
        listed = lexicon(KOREAN, "sounds")[source]
        for part in ("codas", "onsets", "vowels", "pairs"):
            for key, words in (listed.get(part) or {}).items():
                sound = _CODA + key if part == "codas" else key
                known = {letters for letters, _ in spellings.get(sound, ())}
                new = [(word, cost + price) for word, cost in _costs(words) if word not in known]
                spellings[sound] = (*spellings.get(sound, ()), *new)
    return _Table(spellings, max(len(key.replace(_CODA, "")) for key in spellings))


@cache
def _silent() -> dict[str, int]:
    return dict(lexicon(KOREAN, "sounds")["silent"])


@cache
def _letters() -> dict[str, str]:
    listed = lexicon(KOREAN, "sounds")["letters"]
    return {name: letter for letter, names in listed.items() for name in names}


@cache
def family_names() -> dict[str, frozenset[str]]:
    """Return how Korean family names are spelt in Latin letters."""
    listed = lexicon(KOREAN, "sounds")["family_names"]
    return {name: frozenset(spellings) for name, spellings in listed.items()}


@cache
def given_syllables() -> frozenset[str]:
    """Return the syllables that Korean given names are made of."""
    return word_set(KOREAN, "sounds", "given_syllables")
