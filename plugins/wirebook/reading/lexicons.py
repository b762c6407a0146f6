"""The word lists of the reader: ``lexicon/<language>/<part>.yaml``, read once.

Rules live in code, words live in these files; adding a language is adding a folder.
``lexicon/schema.yaml`` names every list and its form. A list that it does not name is refused, in
a file and in code alike: a misspelt name would match nothing, in silence.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

import yaml

_FOLDER = Path(__file__).resolve().parent / "lexicon"
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_FORMS: dict[str, tuple[type, ...]] = {
    "words": (list,),
    "table": (dict, list),
    "text": (str,),
    "flag": (bool,),
}


class LexiconError(ValueError):
    """A list that the schema does not name, or one of another form than it says."""


class Lexicon(dict[str, Any]):
    """The lists of one language for one part of the reader.

    ``[name]`` raises KeyError where the language lacks the list; either that or ``get`` raises
    LexiconError for a list that no language has.
    """

    def __init__(self, part: str, lists: dict[str, Any]) -> None:
        super().__init__(lists)
        self.part = part

    def __missing__(self, name: str) -> Any:
        _form(self.part, name)
        raise KeyError(name)

    def get(self, name: str, default: Any = None) -> Any:
        """Return the list of this name, ``default`` where this language has none."""
        _form(self.part, name)
        return super().get(name, default)


@cache
def lexicon(lang: str, part: str, folder: Path = _FOLDER) -> Lexicon:
    """Return the words of one language for one part of the reader ("zones", "periods", ...).

    Empty where the language has no such file. Raises LexiconError for an unknown part or list and
    for a list of the wrong form, ``yaml.YAMLError`` for a broken file.
    """
    if part not in schema():
        raise LexiconError(f"there is no part {part!r} in lexicon/schema.yaml")
    path = folder / lang / f"{part}.yaml"
    found = _load(path) if path.is_file() else {}
    return Lexicon(part, {name: _checked(path, part, name, found[name]) for name in found})


@cache
def schema() -> dict[str, dict[str, str]]:
    """Return the form of every list, by part of the reader and name."""
    return {part: dict(lists) for part, lists in _load(_FOLDER / "schema.yaml").items()}


@cache
def merged(langs: tuple[str, ...], part: str) -> Lexicon:
    """Return the lists of several languages joined key by key, first come first."""
    lists: dict[str, dict[str, None]] = {}
    for lang in langs:
        for key, words in lexicon(lang, part).items():
            lists.setdefault(key, {}).update(dict.fromkeys(str(word) for word in words))
    return Lexicon(part, {key: tuple(words) for key, words in lists.items()})


def listed(langs: Iterable[str], part: str, key: str) -> list[str]:
    """Return the words under ``key`` of several languages, in their order."""
    return [str(word) for lang in langs for word in lexicon(lang, part).get(key) or ()]


@cache
def word_set(lang: str, part: str, key: str) -> frozenset[str]:
    """Return the words under ``key`` of one language."""
    return frozenset(listed((lang,), part, key))


def _form(part: str, name: str) -> str:
    known = schema()[part]
    form = known.get(name, known.get("*"))
    if form is None:
        raise LexiconError(f"lexicon/schema.yaml knows no list {name!r} of {part}")
    return form


def _checked(path: Path, part: str, name: str, value: Any) -> Any:
    form = _form(part, name)
    if not any(isinstance(value, _FORMS[one]) for one in form.split("|")):
        raise LexiconError(f"{path.parent.name}/{path.name}: {name!r} must be {form}")
    return value


def _load(path: Path) -> dict[str, Any]:
    with path.open(encoding="utf-8") as file:
        found: dict[str, Any] = yaml.load(file, Loader=_LOADER) or {}
    return found
