"""A source as an entry of the sources file: its YAML, and where in the file it goes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import yaml

from wirebook import sources
from wirebook.whole_files import replacing

_SECOND_LEVEL = frozenset(("co", "com", "or", "org", "go", "gov", "ac", "ne", "net"))
_NO_NAME = re.compile(r"[^a-z0-9]+")


def name_of(address: str) -> str:
    """Return a name for the source behind an address: its host without what all hosts have."""
    host = (urlsplit(address).hostname or "").lower().removeprefix("www.")
    labels = host.split(".")
    if not labels[-1].isdigit():
        labels = labels[:-1] or labels
        if len(labels) > 1 and labels[-1] in _SECOND_LEVEL:
            labels = labels[:-1]
    return slug("-".join(labels))


def slug(words: str) -> str:
    """Return words as the name of a source or of a state may be."""
    return _NO_NAME.sub("-", words.lower()).strip("-")[:64].strip("-") or "source"


def as_yaml(entry: Mapping[str, Any], indent: int) -> str:
    """Return an entry as an item of a YAML list; what a site said of itself is quoted as data."""
    text = yaml.safe_dump(dict(entry), sort_keys=False, allow_unicode=True, width=1_000)
    lines = text.splitlines()
    first, rest = " " * indent + "- ", " " * (indent + 2)
    return "".join(f"{first if n == 0 else rest}{line}\n" for n, line in enumerate(lines))


def put(file: Path, entry: Mapping[str, Any], state: str) -> None:
    """Write an entry behind the last one of a sources file, all else of it as it is.

    A file that is not there yet is begun, its state named ``state``. The file is replaced only when
    all of it is valid. Raises SourcesError with what is wrong, and FileExistsError where the source
    stands in it already.
    """
    if file.exists():
        text = file.read_text(encoding="utf-8")
        known = sources.load(file).sources
        for source in known:
            if source.addresses == (entry["address"],):
                raise FileExistsError(f"{file.name} has it already, as {source.name!r}")
            if source.name == entry["name"]:
                raise FileExistsError(
                    f"{file.name} has a source {source.name!r}: give another --name"
                )
        text = _inserted(text, entry)
    else:
        text = (
            f"# Where we look. One entry a source.\nname: {state}\n\nsources:\n{as_yaml(entry, 2)}"
        )
    with replacing(file) as partial:
        partial.write_text(text, encoding="utf-8")
        try:
            sources.load(partial)
        except sources.SourcesError as error:
            told = [mistake.partition(": ")[2] for mistake in error.mistakes]
            raise sources.SourcesError(told) from error


def _inserted(text: str, entry: Mapping[str, Any]) -> str:
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    assert isinstance(root, yaml.MappingNode)  # it was loaded before
    listed = next(value for key, value in root.value if key.value == "sources")
    last = listed.value[-1]
    if listed.flow_style:
        raise ValueError(
            "the sources stand in one line, in brackets: write each on lines of its own"
        )
    at = _end_of_line(text, _last_character(text, last.end_mark.index))
    before = text[:at] if text[:at].endswith("\n") else f"{text[:at]}\n"
    return f"{before}\n{as_yaml(entry, listed.start_mark.column)}{text[at:]}"


def _last_character(text: str, end: int) -> int:
    """Return where what ends before ``end`` has its last character: a block ends where the next
    thing begins, comments and blank lines later."""
    lines = text[:end].splitlines(keepends=True)
    while lines and (not lines[-1].strip() or lines[-1].lstrip().startswith("#")):
        end -= len(lines.pop())
    return end


def _end_of_line(text: str, at: int) -> int:
    if text[at - 1 : at] == "\n":
        return at
    found = text.find("\n", at)
    return len(text) if found < 0 else found + 1
