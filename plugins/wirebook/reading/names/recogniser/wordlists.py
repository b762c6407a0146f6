"""Which word lists a piece of text is in, looked up by hash for all pieces at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from wirebook.reading.names.recogniser.hashing import Hashes, Substrings, code_points

LONG_LISTS = Path(__file__).resolve().parent / "models" / "lists.npz"


class WordLists:
    """Sets of words, each a bit in the answer for a piece of text."""

    def __init__(self, lists: Mapping[int, Iterable[str]]) -> None:
        """``lists`` gives the words of each bit (1, 2, 4, ...); a word may be in several."""
        bits: dict[str, int] = {}
        for bit, words in lists.items():
            for word in sorted(words):
                bits[word] = bits.get(word, 0) | bit
        hashes = hashes_of(list(bits))
        order = np.argsort(hashes, kind="stable")
        self._hashes = hashes[order]
        self._bits = np.fromiter(bits.values(), dtype=np.uint64, count=len(bits))[order]

    @classmethod
    def of_hashes(cls, hashes: Hashes, bits: Hashes) -> WordLists:
        """Return lists of which only the hashes are known, which must be in order."""
        lists = cls({})
        lists._hashes, lists._bits = hashes, bits
        return lists

    def bits(self, hashes: Hashes) -> Hashes:
        """Return the bits of the lists that each hashed piece is in, 0 for none."""
        if not len(self._hashes):
            return np.zeros_like(hashes)
        places = np.searchsorted(self._hashes, hashes)
        places[places == len(self._hashes)] = 0
        return np.where(self._hashes[places] == hashes, self._bits[places], np.uint64(0))


@cache
def long_lists(path: Path = LONG_LISTS) -> WordLists:
    """Return the lists of places and companies that only serve as evidence, as hashes."""
    with np.load(path, allow_pickle=False) as file:
        return WordLists.of_hashes(file["hashes"], file["bits"].astype(np.uint64))


def hashes_of(words: list[str]) -> npt.NDArray[np.uint64]:
    """Return the hash of each word."""
    lengths = np.fromiter((len(word) for word in words), dtype=np.int64, count=len(words))
    ends = np.cumsum(lengths)
    return Substrings(code_points("".join(words)))(ends - lengths, ends)
