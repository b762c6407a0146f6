"""Every list of the lexicons has a name and a form that the schema knows, and is read."""

from __future__ import annotations

import ast
from collections import Counter
from pathlib import Path

import pytest
import wirebook
from wirebook.reading import lexicons
from wirebook.reading.languages import LANGUAGES
from wirebook.reading.lexicons import LexiconError, lexicon, schema

PACKAGE = Path(wirebook.__file__).parent
FOLDER = PACKAGE / "reading" / "lexicon"
FILES = sorted(FOLDER.glob("*/*.yaml"))


def write(folder: Path, text: str, part: str = "zones") -> None:
    (folder / "ko").mkdir(exist_ok=True)
    (folder / "ko" / f"{part}.yaml").write_text(text, encoding="utf-8")


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}/{file.stem}")
def test_every_file_keeps_to_the_schema(file: Path) -> None:
    assert file.parent.name in (*LANGUAGES, "any")
    assert lexicon(file.parent.name, file.stem)


def test_every_list_of_the_schema_is_in_some_file() -> None:
    written = {(file.stem, name) for file in FILES for name in lexicon(file.parent.name, file.stem)}
    known = {(part, name) for part, lists in schema().items() for name in lists}
    known = {(part, name) for part, name in known if name != "*"}
    assert known - written == set()


def test_every_list_is_read_by_some_code() -> None:
    constants = {
        node.value
        for file in PACKAGE.rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    unread = [
        f"{p}: {name}" for p, lists in schema().items() for name in lists.keys() - constants - {"*"}
    ]
    assert unread == []


@pytest.mark.parametrize("name", ["navigatoin", "", "Navigation"])
def test_asking_for_an_unknown_list_raises(name: str) -> None:
    with pytest.raises(LexiconError, match="knows no list"):
        lexicon("ko", "zones").get(name)
    with pytest.raises(LexiconError, match="knows no list"):
        lexicon("ko", "zones")[name]
    with pytest.raises(LexiconError, match="knows no list"):
        lexicons.listed(LANGUAGES, "zones", name)
    with pytest.raises(LexiconError, match="knows no list"):
        lexicons.merged(LANGUAGES, "zones").get(name)


def test_asking_for_an_unknown_part_raises() -> None:
    with pytest.raises(LexiconError, match="no part 'zone'"):
        lexicon("ko", "zone")


def test_a_list_that_a_language_lacks_is_empty() -> None:
    assert lexicon("ko", "periods").get("articles", ()) == ()
    with pytest.raises(KeyError):
        lexicon("ko", "periods")["articles"]
    assert lexicons.word_set("ko", "periods", "articles") == frozenset()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("navigatoin: [a]\n", "knows no list 'navigatoin' of zones"),
        ("navigation: {a: b}\n", "ko/zones.yaml: 'navigation' must be words"),
        ("navigation: 7\n", "ko/zones.yaml: 'navigation' must be words"),
        ("navigation: one two\n", "ko/zones.yaml: 'navigation' must be words"),
    ],
)
def test_a_file_that_does_not_keep_to_it_is_refused(tmp_path: Path, text: str, told: str) -> None:
    write(tmp_path, text)
    with pytest.raises(LexiconError, match=told):
        lexicon("ko", "zones", tmp_path)


# Cues are counted: the weights that ship learned to count this one twice.
TAUGHT_TWICE = {"from_to": ["에서"]}


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}/{file.stem}")
def test_no_list_says_a_word_twice(file: Path) -> None:
    lists = lexicon(file.parent.name, file.stem).items()
    twice = {
        name: [word for word, count in Counter(map(str, words)).items() if count > 1]
        for name, words in lists
        if isinstance(words, list)
    }
    known = TAUGHT_TWICE if file.stem == "claim_cues" and file.parent.name == "ko" else {}
    assert {name: words for name, words in twice.items() if words} == known
