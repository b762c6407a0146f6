"""Hangul in Latin letters, and a key under which one foreign name meets itself in both scripts.

``romanise`` follows the Revised Romanisation of Korean (Ministry of Culture and Tourism, 2000-8)
letter by letter, without the sound changes between syllables. ``skeleton`` keeps the consonants of
a name, folded into the classes that Korean transliteration cannot tell apart, so a name spelt
in Hangul and the same name spelt in Latin letters give the same string.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from wirebook.reading.languages import ENGLISH
from wirebook.reading.names.hangul import word_set

_ONSETS = "g kk n d tt r m b pp s ss . j jj ch k t p h".replace(".", "_").split()
_VOWELS = "a ae ya yae eo e yeo ye o wa wae oe yo u wo we wi yu eu ui i".split()
_CODAS = "_ k k k n n n t l k m l l l p l m p p t t ng t t k t p t".split()
_EU = _VOWELS.index("eu")

# Classes: P lips, T teeth, K throat, S hissing, L liquid, M and N nasal. H, W and Y are too weak.
_ONSET_CLASS = "K K N T T L M P P S S _ S S S K T P _".split()
_CODA_CLASS = "_ K K K N N N T L K M L L L P L M P P T T N T T K T P T".split()

_LATIN_RULES: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), classes)
    for pattern, classes in (
        (r"(?<![a-z])(?:kn|gn)", "N"),
        (r"(?<![a-z])wr", "L"),
        (r"(?<![a-z])x", "S"),
        (r"(?<![a-z])(?:ts|tz)", "S"),
        (r"tz|te?s(?![a-z])", "S"),
        (r"sch|tch|dge?(?=[eiy])|ch(?![rlm]|ae)|sh|zh", "S"),
        (r"ch|ck|cq|qu", "K"),
        (r"ph", "P"),
        (r"th(?![a-z])", "S"),
        (r"th", "T"),
        (r"gh(?![aeiouy])", ""),
        (r"ng(?![aeiouylr])", "N"),
        (r"[cg](?=[eiy])(?<!^g)", "S"),
        (r"q", "S"),
        (r"x", "KS"),
        (r"r(?![aeiouy])", ""),
        (r"([bpfv])\1?", "P"),
        (r"([dt])\1?", "T"),
        (r"([cgk])\1?", "K"),
        (r"([szj])\1?", "S"),
        (r"([lr])\1?", "L"),
        (r"mm?", "M"),
        (r"nn?", "N"),
    )
)
_WORD = re.compile(r"[a-z]+|[가-힣]+|[\u3400-\u9fff]+|[\u30a0-\u30ff]+")
_KANA_ROWS = {
    "カキクケコガギグゲゴ": "K",
    "サシスセソザジズゼゾチツヂヅ": "S",
    "タテトダデド": "T",
    "ナニヌネノン": "N",
    "ハヒフヘホバビブベボパピプペポヴ": "P",
    "マミムメモ": "M",
    "ラリルレロ": "L",
}
_KANA_CLASS = {kana: group for row, group in _KANA_ROWS.items() for kana in row}
# Korean family names whose usual Latin spelling has a consonant that the Hangul has not.
_SILENT_L = ("이", "임", "유")
MAX_NAME = 200


def _parts(syllable: str) -> tuple[int, int, int]:
    code = ord(syllable) - ord("가")
    return code // 588, code % 588 // 28, code % 28


def romanise(text: str) -> str:
    """Return a text with every Hangul syllable in Latin letters; all else is left as it is."""
    out = []
    for char in text:
        if "가" <= char <= "힣":
            onset, vowel, coda = _parts(char)
            letters = _ONSETS[onset] + _VOWELS[vowel] + _CODAS[coda]
            out.append(letters.replace("_", ""))
        else:
            out.append(char)
    return "".join(out)


@lru_cache(maxsize=65536)
def skeleton(name: str) -> str:
    """Return the consonant classes of a name, "" if it has none.

    Han characters, whose sound is not written, stay as they are.
    """
    decomposed = unicodedata.normalize("NFKD", name[:MAX_NAME])
    bare = "".join(char for char in decomposed if not unicodedata.combining(char))
    words = _WORD.findall(unicodedata.normalize("NFC", bare).lower())
    if len(words) == 1 and len(words[0]) == 3 and words[0][0] in _SILENT_L:
        return "L" + _skeleton_of_hangul(words[0])
    return "".join(_skeleton_of_word(word) for word in _family_name_first(words))


def _family_name_first(words: list[str]) -> list[str]:
    """Put a Korean name that is printed the western way round back in order."""
    surnames = word_set(ENGLISH, "korean_family_names")
    if len(words) == 3 and words[-1] in surnames and words[0] not in surnames:
        return [words[-1], *words[:-1]]
    return words


def _skeleton_of_word(word: str) -> str:
    if "가" <= word[0] <= "힣":
        return _skeleton_of_hangul(word)
    if word[0] in _KANA_CLASS or "\u30a0" <= word[0] <= "\u30ff":
        return "".join(_KANA_CLASS.get(char, "") for char in word)
    return _skeleton_of_latin(word) if word[0].isascii() else word


def _skeleton_of_hangul(word: str) -> str:
    out: list[str] = []
    previous_coda = ""
    for at, syllable in enumerate(word):
        onset, vowel, coda = _parts(syllable)
        first, last = _ONSET_CLASS[onset], _CODA_CLASS[coda]
        is_bare_r = first == "L" and vowel == _EU and at and previous_coda != "L"
        if first != "_" and first != previous_coda and not is_bare_r:
            out.append(first)
        if last != "_":
            out.append(last)
        previous_coda = last
    return "".join(out)


def _skeleton_of_latin(word: str) -> str:
    out = []
    at = 0
    while at < len(word):
        for rule, classes in _LATIN_RULES:
            match = rule.match(word, at)
            if match is not None and match.end() > at:
                out.append(classes)
                at = match.end()
                break
        else:
            at += 1
    return "".join(out)


def name_similarity(a: str, b: str) -> float:
    """Return how alike two names sound, from 0 to 1, whatever their scripts.

    One minus the edit distance of their skeletons over the longer one's length; 0 where a name
    has no consonant to compare.
    """
    if a.casefold() == b.casefold():
        return 1.0
    left, right = skeleton(a), skeleton(b)
    if not left or not right:
        return 0.0
    distance = _edit_distance(left, right)
    return 1.0 - distance / max(len(left), len(right))


def _edit_distance(a: str, b: str) -> int:
    row = list(range(len(b) + 1))
    for i, char in enumerate(a, start=1):
        corner, row[0] = row[0], i
        for j, other in enumerate(b, start=1):
            corner, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, corner + (char != other))
    return row[-1]
