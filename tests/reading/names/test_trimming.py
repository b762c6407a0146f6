"""Names as we print them."""

from __future__ import annotations

import pytest
from wirebook.reading.model import EntityType
from wirebook.reading.names.trimming import names_nothing, parts, trimmed


@pytest.mark.parametrize(
    ("text", "name", "kind", "printed"),
    [
        ("President Mira Castellane", "President Mira Castellane", "PER", "Mira Castellane"),
        ("Prime Minister Castellane", "Prime Minister Castellane", "PER", "Castellane"),
        ("Gov. Greg Pollard", "Gov. Greg Pollard", "PER", "Greg Pollard"),
        ("General Dolvane", "General Dolvane", "ORG", "General Dolvane"),
        ("President", "President", "PER", "President"),
        ("Greg Pollard Jr. said", "Greg Pollard Jr", "PER", "Greg Pollard Jr."),
        ("Dolvane Inc. said", "Dolvane Inc", "ORG", "Dolvane Inc."),
        ("at Dolvane. Then", "Dolvane", "ORG", "Dolvane"),
        ("the Velden-based firm", "Velden-based", "LOC", "Velden"),
        ("the Velden-Orrin line", "Velden-Orrin", "LOC", "Velden-Orrin"),
        ("㈜한빛정밀은", "㈜한빛정밀", "ORG", "한빛정밀"),
        ("한빛정밀(주)은", "한빛정밀(주)", "ORG", "한빛정밀"),
        ("㈜", "㈜", "ORG", "㈜"),
        ("스타트업 한빛은", "스타트업 한빛", "ORG", "한빛"),
        ("코스닥 상장사 한빛은", "코스닥 상장사 한빛", "ORG", "한빛"),
        ("美 한빛은", "美 한빛", "ORG", "한빛"),
        ("Velden Street's", "Velden Street's", "ORG", "Velden Street"),
        ("Mira Castellane of Dolvane", "Mira Castellane of Dolvane", "PER", "Mira Castellane"),
        ("마리아 뒤발", "마리아 뒤발", "PER", "마리아 뒤발"),
        ("Catherine of Velden", "Catherine of Velden", "PER", "Catherine of Velden"),
        ("서울 스타트업은", "서울 스타트업", "ORG", "서울 스타트업"),
    ],
)
def test_trimmed(text: str, name: str, kind: EntityType, printed: str) -> None:
    at = text.index(name)
    start, end, kept = trimmed(text, at, at + len(name), kind)
    assert text[start:end] == printed
    assert kept == kind


def test_what_a_word_of_kind_names_is_an_organisation() -> None:
    text = "노르웨이 스타트업 한빛"
    assert trimmed(text, 0, len(text), "LOC") == (len("노르웨이 스타트업 "), len(text), "ORG")


@pytest.mark.parametrize(
    ("name", "kind", "expected"),
    [
        ("china", "LOC", True),
        ("iPhone", "ORG", False),
        ("투자은행", "ORG", True),
        ("검찰", "ORG", False),
        ("세종시 조정교부금", "ORG", True),
        ("한빛은행", "ORG", False),
        ("은행", "LOC", False),
    ],
)
def test_names_nothing(name: str, kind: EntityType, expected: bool) -> None:
    assert names_nothing(name, kind) is expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Norrel Research expect Dolvane", ["Norrel Research", "Dolvane"]),
        ("VELDEN -- Dolvane Precision", ["VELDEN", "Dolvane Precision"]),
        ("Velden-Orrin", ["Velden-Orrin"]),
        ("Bank of Velden", ["Bank of Velden"]),
        ("Dolvane will", ["Dolvane will"]),
        ("Right to Life Velden", ["Right to Life Velden"]),
        ("한빛 by 세종", ["한빛", "세종"]),
    ],
)
def test_parts(name: str, expected: list[str]) -> None:
    assert [name[start:end] for start, end in parts(name, 0, len(name))] == expected
