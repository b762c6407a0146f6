"""Code, units and papers of some time are no names; companies that look like them are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wirebook.reading import reader
from wirebook.reading.lexicons import lexicon
from wirebook.reading.names.no_names import is_no_name, kept

NOTHING = [
    "DROP TABLE",
    "UNION SELECT",
    "SELECT Acme FROM Companies",
    "UPDATE Facts SET Amount",
    "HYPERLINK",
    "IMPORTXML",
    "DELETE FROM",
    "{{ config }}",
    "${Acme}",
    "<b>Acme</b>",
    "Acme=1",
    "https://acme.test",
    "../../etc",
    "alert()",
    "Earlier reports",
    "Previous Estimates",
    "Recent Studies",
    "Last Year",
    "Local Media",
    "euros",
    "Dollars",
    "US dollars",
    "앞선 보도",
    "이전 보고서",
    "유로화",
    "미국 달러",
    "본지",
]
NAMES = [
    "Drop Table Records",
    "Select Energy Services",
    "UNION CREDIT BANK",
    "UPDATE",
    "Dollar General",
    "Pound & Sons",
    "Euro Garages",
    "Last.fm",
    "First Data",
    "Report Holdings",
    "News Corp",
    "Recent Robotics",
    "AT&T",
    "Yahoo!",
    "T-Mobile US, Inc.",
    "달러트리",
    "최근영",
    "이전물산",
    "지난해",
]


@pytest.mark.parametrize("surface", NOTHING)
def test_what_names_nothing(surface: str) -> None:
    assert is_no_name(surface)


@pytest.mark.parametrize("surface", [n for n in NAMES if n != "First Data"])
def test_what_only_looks_like_it_is_a_name(surface: str) -> None:
    assert not is_no_name(surface)


@pytest.mark.parametrize("lang", ["en", "ko"])
def test_every_unit_is_none(lang: str) -> None:
    assert all(is_no_name(word) for word in lexicon(lang, "no_names")["unit_words"])


@pytest.mark.parametrize("lang", ["en", "ko"])
def test_every_paper_of_every_time_is_none(lang: str) -> None:
    words = lexicon(lang, "no_names")
    papers, times = words["papers"], words["paper_times"]
    assert all(is_no_name(f"{times[0]} {paper}") for paper in papers)
    assert all(is_no_name(f"{time} {papers[0]}") for time in times)


def test_the_outlet_itself_is_none() -> None:
    assert all(is_no_name(word) for word in lexicon("ko", "no_names")["own_papers"])


def test_a_name_behind_code_is_kept_without_it() -> None:
    assert kept("DROP TABLE Acme") == (11, 15)


@pytest.mark.parametrize(
    "text",
    [
        "DROP TABLE Acme said on Monday it will invest $5 billion in a plant in Ulsan.",
        "DROP TABLE 한빛조선이 5조 원을 투자한다고 4일 밝혔다.",
        "SELECT Acme FROM Companies raised $5 million on Monday, its owner said.",
        "UNION SELECT raised $5 million on Monday, its owner said.",
        "Earlier reports said the price would be $4 billion. Euros were paid.",
    ],
)
def test_nothing_that_names_nothing_is_published(text: str) -> None:
    reading = reader.read(text)
    told = [e.name for e in reading.entities] + [e.surface for e in reading.entities]
    for claim in reading.claims:
        told += [n for n in (claim.subject, claim.object, claim.said_by) if n is not None]
    assert [name for name in told if is_no_name(name)] == []
    assert not any("DROP" in name or "SELECT" in name for name in told)


@given(st.text(st.sampled_from("DROP TABLE SELECT from Acme<>{}$=.한빛 -()"), max_size=60))
def test_what_is_kept_lies_inside(surface: str) -> None:
    inside = kept(surface)
    assert inside is None or 0 <= inside[0] < inside[1] == len(surface) or surface == ""
