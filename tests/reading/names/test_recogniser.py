"""The recogniser: its tables, its hashes, its cuts, and that it can be made again."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from recogniser.field import Settings
from recogniser.sentences import Sentence
from recogniser.training import Plan, learn
from wirebook.reading.names.recogniser import crf
from wirebook.reading.names.recogniser.hashing import Substrings, code_points, hash_of
from wirebook.reading.names.recogniser.recognise import MODELS, label, readable
from wirebook.reading.names.recogniser.scripts import ENGLISH, KOREAN, Script, script_of
from wirebook.reading.names.recogniser.sentences import sentences
from wirebook.reading.names.recogniser.tags import paint
from wirebook.reading.names.recogniser.wordlists import WordLists

# Sentences of ours, enough for a table of a few hundred features.
TINY = {
    KOREAN: [
        (
            "한빛은행 윤서라 행장은 세종에서 만났다.",
            ((0, 4, "ORG"), (5, 8, "PER"), (14, 16, "LOC")),
        ),
        ("윤서라 행장은 말했다.", ((0, 3, "PER"),)),
        ("한빛은행은 세종에 있다.", ((0, 4, "ORG"), (6, 8, "?"))),
    ],
    ENGLISH: [
        ("Mira Castellane of Orrin Bank spoke in Velden.", ((0, 15, "PER"), (19, 29, "ORG"))),
        ("Orrin Bank hired Mira Castellane.", ((0, 10, "ORG"), (17, 32, "PER"))),
        ("Velden is a town.", ((0, 6, "LOC"),)),
    ],
}
QUICK = Plan(
    Settings(epochs=12, dropped=0.0), Settings(epochs=2, rate=0.1, dropped=0.0), least=1, bias=0.0
)


def tiny(script: Script) -> crf.Table:
    rows = [Sentence(text, spans, "ours") for text, spans in TINY[script]]
    return learn(rows, script, QUICK)


@pytest.mark.parametrize("script", [KOREAN, ENGLISH], ids=lambda script: script.name)
def test_a_table_made_twice_is_the_same_file(script: Script, tmp_path: Path) -> None:
    for name in ("one", "two"):
        tiny(script).save(tmp_path / name)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


@pytest.mark.parametrize("script", [KOREAN, ENGLISH], ids=lambda script: script.name)
def test_a_table_knows_what_it_was_taught(script: Script) -> None:
    table = tiny(script)
    for text, spans in TINY[script][:2]:
        blank = [paint(len(text), ()) for _ in range(3)]
        found = [name for _, name in label(table, script, [text], blank)]
        assert set(spans) <= set(found)


@pytest.mark.parametrize("name", ["korean", "english"])
def test_tables_that_ship(name: str) -> None:
    path = MODELS / f"{name}.npz"
    table = crf.load(path)
    assert path.stat().st_size <= 5_000_000
    assert table.weights.shape == ((2 << crf.SET_BITS) + 1, len(crf.LABELS))
    assert table.tags.shape == (1 << crf.SET_BITS,)
    assert not table.weights[-1].any()


def test_licence_names_every_table_and_source() -> None:
    notice = (MODELS / "LICENCE.md").read_text(encoding="utf-8")
    assert "https://creativecommons.org/licenses/by-sa/4.0/" in notice
    for path in MODELS.glob("*.npz"):
        assert f"## {path.name}" in notice
    for source in ("KLUE", "konec", "WikiGold", "CrossNER", "EWT", "Twitter", "WNUT", "SEC"):
        assert source in notice


@given(st.text(max_size=40), st.text(max_size=10), st.text(max_size=40))
def test_hash_of_a_substring_is_that_of_the_text(before: str, middle: str, after: str) -> None:
    whole = Substrings(code_points(before + middle + after))
    start, end = np.array([len(before)]), np.array([len(before) + len(middle)])
    assert int(whole(start, end)[0]) == hash_of(middle)


def test_word_lists_answer_by_bits() -> None:
    lists = WordLists({1: ["은행", "증권"], 2: ["은행"], 4: []})
    asked = np.array([hash_of(word) for word in ("은행", "증권", "행은", "")], dtype=np.uint64)
    assert lists.bits(asked).tolist() == [3, 1, 0, 0]


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("One. Two", ["One.", "Two"]),
        ("Mr. Ito met J. Doe. They left.", ["Mr. Ito met J. Doe.", "They left."]),
        ("“Yes.” He left.", ["“Yes.”", "He left."]),
        ("말했다. 갔다.\n\n제목", ["말했다.", "갔다.", "제목"]),
        ("3.5 percent", ["3.5 percent"]),
        ("  \n ", []),
        ("", []),
    ],
)
def test_sentences(text: str, cut: list[str]) -> None:
    assert [text[start:end] for start, end in sentences(text)] == cut


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=900))
def test_sentences_lose_nothing_but_blanks(text: str) -> None:
    last = 0
    kept = []
    for start, end in sentences(text):
        assert last <= start < end
        kept.append(text[start:end])
        last = end
    assert "".join("".join(kept).split()) == "".join(text.split())


@pytest.mark.parametrize(
    ("sentence", "script"),
    [
        ("삼성전자가 Nvidia와", KOREAN),
        ("Nvidia said", ENGLISH),
        ("华为发布了新手机", None),
        ("トヨタは", None),
        ("Sony (ソニー) said in a statement", ENGLISH),
        ("1,234", None),
    ],
)
def test_who_reads_a_sentence(sentence: str, script: Script | None) -> None:
    assert script_of(sentence) is script


def test_sentences_nobody_reads_are_left_out() -> None:
    text = "华为发布了。\nNvidia said."
    assert [text[s.start : s.end] for s in readable(text)] == ["Nvidia said."]


def test_best_path_keeps_to_the_order_of_labels() -> None:
    rng = np.random.default_rng(7)
    moves = rng.normal(size=(len(crf.LABELS),) * 2).astype(np.float32)
    lengths = [0, 1, 2, 7, 7, 30]
    offsets = np.concatenate([[0], np.cumsum(lengths)])
    scores = rng.normal(size=(offsets[-1], len(crf.LABELS))).astype(np.float32) * 3
    labels = crf.best_labels(scores, offsets, moves)
    for first, last in zip(offsets[:-1], offsets[1:], strict=True):
        path = labels[first:last]
        if len(path):
            assert crf.OPENS[path[0]] and crf.CLOSES[path[-1]]
        assert all(crf.FOLLOWS[a, b] for a, b in zip(path[:-1], path[1:], strict=True))


def test_best_path_is_the_best_of_all() -> None:
    rng = np.random.default_rng(3)
    moves = rng.normal(size=(len(crf.LABELS),) * 2).astype(np.float32)
    scores = rng.normal(size=(3, len(crf.LABELS))).astype(np.float32)

    def total(path: tuple[int, ...]) -> float:
        steps = sum(float(moves[a, b]) for a, b in zip(path[:-1], path[1:], strict=True))
        return steps + sum(float(scores[at, label]) for at, label in enumerate(path))

    legal = [
        path
        for path in np.ndindex(*[len(crf.LABELS)] * 3)
        if crf.OPENS[path[0]]
        and crf.CLOSES[path[-1]]
        and all(crf.FOLLOWS[a, b] for a, b in zip(path[:-1], path[1:], strict=True))
    ]
    assert tuple(crf.best_labels(scores, [0, 3], moves)) == max(legal, key=total)
