"""The word lists of the reader: ``lexicon/<language>/<part>.yaml``, read once.

Rules live in code, words live in these files; adding a language is adding a folder.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml

_FOLDER = Path(__file__).resolve().parent / "lexicon"
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@cache
def lexicon(lang: str, part: str) -> dict[str, Any]:
    """Return the words of one language for one part of the reader ("zones", "periods", ...).

    Empty where the language has no such file. Raises ``yaml.YAMLError`` for a broken file.
    """
    path = _FOLDER / lang / f"{part}.yaml"
    if not path.is_file():
        return {}
    with path.open(encoding="utf-8") as file:
        words: dict[str, Any] = yaml.load(file, Loader=_LOADER) or {}
    return words


@cache
def merged(langs: tuple[str, ...], part: str) -> dict[str, tuple[str, ...]]:
    """Return the lists of several languages joined key by key, first come first."""
    lists: dict[str, dict[str, None]] = {}
    for lang in langs:
        for key, words in lexicon(lang, part).items():
            lists.setdefault(key, {}).update(dict.fromkeys(str(word) for word in words))
    return {key: tuple(words) for key, words in lists.items()}


def listed(langs: tuple[str, ...], part: str, key: str) -> list[str]:
    """Return the words under ``key`` of several languages, in their order."""
    return [str(word) for lang in langs for word in lexicon(lang, part).get(key) or ()]
