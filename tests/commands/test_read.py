"""``wirebook read``: one answer a line, in order, whatever the lines hold."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from wirebook.commands import read
from wirebook.reading.model import as_json
from wirebook.reading.reader import PARTS


def answers(
    *lines: bytes, workers: int = 1, only: tuple[str, ...] | None = None, signed: bool = False
) -> Any:
    sink = io.BytesIO()
    wanted = read.Wanted(only, signed)
    code = read.run(io.BytesIO(b"\n".join(lines) + b"\n"), sink, workers, wanted)
    return code, [json.loads(line) for line in sink.getvalue().splitlines()]


def line(name: str, text: str, **more: Any) -> bytes:
    return json.dumps({"id": name, "text": text, **more}).encode()


def test_order_is_kept_across_processes() -> None:
    text = "Quill raised $3 million. " * 4 + "Nothing else happened that day. " * 300
    asked = [line(str(i), text) for i in range(120)]
    code, got = answers(*asked, workers=2, only=("money",))
    assert code == 0
    assert [row["id"] for row in got] == [str(i) for i in range(120)]
    assert all(len(row["money"]) == 4 for row in got)


@pytest.mark.parametrize(
    ("bad", "says"),
    [
        (b"nope", "not valid JSON"),
        (b"[1]", "not a JSON object"),
        (b'{"text": "x"}', "'id'"),
        (b'{"id": "a"}', "'text'"),
        (b'{"id": "a", "text": 3}', "'text'"),
        (b'{"id": "a", "text": "x", "published_on": "soon"}', "'published_on'"),
        (b"\xff\xfe", "not valid JSON"),
        (b"[" * 100_000, "not valid JSON"),
    ],
)
def test_a_bad_line_gets_an_error_in_its_place(bad: bytes, says: str) -> None:
    code, got = answers(line("1", "fine"), bad, line("3", "fine"))
    assert code == 1
    assert [row["id"] for row in got][::2] == ["1", "3"]
    assert says in got[1]["error"]
    assert "error" not in got[0]


def test_every_part_is_answered_even_when_empty() -> None:
    _, [row] = answers(line("1", ""))
    assert set(PARTS) <= set(row)
    assert all(row[part] == [] for part in PARTS)
    assert row["published_precision"] == "unknown"


def test_only_leaves_the_rest_out() -> None:
    text = "Quill raised $3 million in 2024."
    _, [row] = answers(line("1", text), only=("money",))
    assert len(row["money"]) == 1
    assert row["zones"] == row["claims"] == row["periods"] == []


def test_an_unknown_part_is_named() -> None:
    with pytest.raises(ValueError, match="'sums'"):
        read.parse_only("money,sums")


def test_a_given_day_wins() -> None:
    _, [row] = answers(line("1", "Published: May 2, 2024\n\nHello.", published_on="2024-05-09"))
    assert (row["published_on"], row["published_evidence"]) == ("2024-05-09", "given")


def test_a_lone_surrogate_survives() -> None:
    code, [row] = answers(b'{"id": "1", "text": "\\ud800 $5 million"}')
    assert code == 0
    assert row["money"][0]["surface"] == "$5 million"


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=200), st.sampled_from(["ko", "en", "zh", "ja", "es", None]))
def test_every_span_is_its_surface(text: str, lang: str | None) -> None:
    answer, good = read.answer(line("x", text, lang=lang), read.Wanted())
    assert good
    for part in ("money", "percents", "periods", "entities"):
        for span in answer[part]:
            assert text[span["start"] : span["end"]] == span["surface"]
            assert span["surface"]
    for part in ("zones", "quotes"):
        for span in answer[part]:
            assert 0 <= span["start"] < span["end"] <= len(text)


def test_json_has_decimals_as_strings_without_exponents() -> None:
    _, [row] = answers(line("1", "1조 원을 투자했다."))
    assert row["money"][0]["point"] == "1000000000000"
    assert as_json(()) == []


@pytest.mark.parametrize(
    ("text", "low", "high", "point", "bound"),
    [
        ("The balance was -$5 million.", "-5000000", "-5000000", "-5000000", "exact"),
        ("It made a loss of more than $5 million.", None, "-5000000", "-5000000", "less_than"),
        ("It made a loss of up to $5 million.", "-5000000", None, "-5000000", "at_least"),
        ("It made a loss of $5 million to $6 million.", "-6000000", "-5000000", None, "range"),
        ("It made a loss of about $5 million.", None, None, "-5000000", "about"),
        ("It made a profit of more than $5 million.", "5000000", None, "5000000", "more_than"),
    ],
)
def test_signed_amounts_are_numbers_of_the_line(
    text: str, low: str | None, high: str | None, point: str | None, bound: str
) -> None:
    _, [row] = answers(line("1", text), only=("money",), signed=True)
    [amount] = row["money"]
    assert [amount[end] for end in ("low", "high", "point")] == [low, high, point]
    assert amount["bound"] == bound


def test_amounts_are_positive_unless_asked_for() -> None:
    _, [row] = answers(line("1", "The balance was -$5 million."), only=("money",))
    assert (row["money"][0]["point"], row["money"][0]["sign"]) == ("5000000", "minus")
