"""Which recogniser reads a sentence, and how that one sees it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from wirebook.reading.names.recogniser import english, korean
from wirebook.reading.names.recogniser.hashing import Hashes, Indexes

Painted = npt.NDArray[np.uint8]
Spans = list[tuple[int, int]]

_HANGUL = re.compile("[가-힣]")
_EAST = re.compile("[\u3040-\u30ff\u3400-\u9fff]")
_LATIN = re.compile("[A-Za-z\u00c0-\u024f]")


@dataclass(frozen=True)
class Script:
    """A way to read sentences: what carries a label, and the features of that."""

    name: str
    positions: Callable[[str], Spans]
    features: Callable[[Sequence[str], Sequence[Spans], Sequence[Painted]], tuple[Hashes, Indexes]]


def _characters(sentence: str) -> Spans:
    return [(at, at + 1) for at in range(len(sentence))]


def _korean(
    sentences: Sequence[str], _positions: Sequence[Spans], tags: Sequence[Painted]
) -> tuple[Hashes, Indexes]:
    return korean.features(sentences, tags)


KOREAN = Script("korean", _characters, _korean)
ENGLISH = Script("english", english.tokens, english.features)
SCRIPTS = (KOREAN, ENGLISH)


def script_of(sentence: str) -> Script | None:
    """Return who reads a sentence: Korean where Hangul stands, None for Chinese and Japanese."""
    if _HANGUL.search(sentence):
        return KOREAN
    east = len(_EAST.findall(sentence))
    if east and east * 3 > len(_LATIN.findall(sentence)):
        return None
    return ENGLISH if _LATIN.search(sentence) else None
