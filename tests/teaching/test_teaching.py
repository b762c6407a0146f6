"""Annotated text in, weights out: the form of the corpus, the scorer, the weights and their use."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest
import yaml
from wirebook.commands import annotate
from wirebook.reading.claims import explain_claims, weights
from wirebook.reading.model import as_json
from wirebook.reading.reader import read
from wirebook.teaching import fit
from wirebook.teaching.corpus import CorpusError, compile_article, hands, load, load_file
from wirebook.teaching.score import is_named, score_all

CORPUS = Path(__file__).parents[2] / "corpus" / "source"
ARTICLE: dict[str, Any] = {
    "id": "en-wire-1",
    "lang": "en",
    "genre": "wire",
    "published_on": "2026-02-10",
    "event": "mill",
    "text": "Oslen will spend [1:$3 million] ([2:2.5 million euros]) on a mill.\n",
    "money": {
        1: {"exact": 3000000, "cur": "USD"},
        2: {"exact": 2500000, "cur": "EUR", "restates": 1},
    },
    "claims": {
        1: {"fact": "mill", "type": "investment", "subject": ["Oslen"], "modality": "committed"}
    },
}


def changed(**claim: Any) -> dict[str, Any]:
    article = copy.deepcopy(ARTICLE)
    article["claims"][1].update(claim)
    return article


def test_marks_become_offsets() -> None:
    row, wrong = compile_article(ARTICLE)
    assert wrong == []
    assert [row["text"][m["start"] : m["end"]] for m in row["money"]] == [
        m["surface"] for m in row["money"]
    ]
    assert [m["restates"] for m in row["money"]] == [None, 0]


@pytest.mark.parametrize(
    ("claim", "told"),
    [
        ({"type": "gift"}, "type"),
        ({"modality": "maybe"}, "modality"),
        ({"metric": "revenue"}, "metric"),
        ({"measure": "change"}, "measure"),
        ({"sign": "up"}, "sign"),
        ({"part_of": "nothing"}, "part_of"),
        ({"subject": "Oslen"}, "subject"),
        ({"parties": [{"name": ["X"], "role": "friend"}]}, "party"),
        ({"colour": "red"}, "unknown fields"),
    ],
)
def test_a_fault_is_named(claim: dict[str, Any], told: str) -> None:
    _, wrong = compile_article(changed(**claim))
    assert len(wrong) == 1
    assert told in wrong[0]


def test_a_folder_tells_all_faults(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("- {id: x, lang: en}\n- 3\n", encoding="utf-8")
    with pytest.raises(CorpusError) as error:
        load(tmp_path)
    assert len(str(error.value).splitlines()) == 2


def test_the_corpus_keeps_to_the_form() -> None:
    articles = load(CORPUS)
    assert len(hands(articles)) >= 5
    assert len({a.row["id"] for a in articles}) == len(articles)


@pytest.mark.parametrize(
    ("accepted", "read_name", "right"),
    [
        ([["Oslen Inc"]], "Oslen", True),
        ([["Oslen"]], "Oslen Holdings", True),
        ([["Oslen"]], "Porrick", False),
        ([["Oslen"]], None, False),
        ([[]], None, True),
        ([[]], "Oslen", False),
        ([["Ost"], ["Porrick"]], "Porrick", True),
        ([["Haneul memory division"]], "Haneul", False),
    ],
)
def test_names(accepted: list[list[str]], read_name: str | None, right: bool) -> None:
    assert is_named(accepted, read_name) is right


def test_the_gold_answers_itself() -> None:
    row, _ = compile_article(ARTICLE)
    answer = {
        "money": row["money"],
        "claims": [{**c, "subject": c["subject"][0], "confidence": 1} for c in row["claims"]],
    }
    measures = score_all([(row, answer)]).measures()
    assert measures["fact F1"] == measures["all right"] == measures["restates R"] == 1


def test_nothing_read_scores_nothing() -> None:
    row, _ = compile_article(ARTICLE)
    assert score_all([(row, {"money": [], "claims": []})]).measures()["fact F1"] == 0


def test_bands_rise_with_certainty() -> None:
    bands = fit.fit_bands([0.1, 0.2, 0.3, 0.8, 0.9, 0.95], [False, True, False, True, True, True])
    shares = [share for _, share in bands]
    assert shares == sorted(shares)


def test_weights_come_back_as_they_were(tmp_path: Path) -> None:
    known = weights.load(weights.PATH)
    weights.save(tmp_path / "again.bin", known)
    assert (tmp_path / "again.bin").read_bytes() == weights.PATH.read_bytes()


def test_a_file_of_another_format_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "old.bin"
    path.write_bytes(b'{"format": 0, "parts": []}\n')
    with pytest.raises(ValueError, match="format 0"):
        weights.load(path)


REPORT = (
    "{name} posts quarterly loss\n\n"
    "{name} said on Tuesday its net loss in the third quarter widened to $41 million from "
    "$18 million a year earlier. Revenue fell 4% to $1.26 billion. Operating profit was "
    "$12 million. Free cash flow came to $7 million, it said. The shares closed at $3.20. "
    "{name} was founded in 1987. It makes pumps. Analysts had expected less.\n"
)


def test_an_article_is_read_by_the_models() -> None:
    claims = as_json(read(REPORT.format(name="Dolvane Pumps"), lang="en").claims)
    by = {claim["money"]: claim for claim in claims}
    assert [by[n]["metric"] for n in (0, 2)] == ["net_profit", "revenue"]
    assert by[0]["sign"] == "minus"
    assert {by[n]["subject"] for n in (0, 2, 3)} == {"Dolvane Pumps"}


def test_what_is_learned_depends_on_no_name() -> None:
    told = []
    for name in ("Dolvane Pumps", "Quarrel Systems"):
        claims = as_json(read(REPORT.format(name=name), lang="en").claims)
        told.append([(c["fact_type"], c["metric"], c["sign"], c["modality"]) for c in claims])
    assert told[0] == told[1]


def test_an_annotation_of_a_reading_is_a_corpus_article(tmp_path: Path) -> None:
    text = REPORT.format(name="Dolvane Pumps")
    reading = read(text, lang="en")
    path = tmp_path / "mine.yaml"
    with path.open("w", encoding="utf-8") as file:
        yaml.dump([annotate.skeleton(text, reading, "mine")], file, annotate._Dumper)
    article = load_file(path)[0]
    assert article.row["text"] == text
    assert list(annotate.differences(article)) == []
    article.row["claims"][2]["metric"] = "cost"
    assert [line.split(": ")[1] for line in annotate.differences(article)] == [
        "metric is cost, read revenue"
    ]


def test_reasons_name_what_was_decided() -> None:
    text = REPORT.format(name="Dolvane Pumps")
    reading = read(text, lang="en")
    found = explain_claims(text, reading)
    kinds = {r.money: r.candidates[0][0] for r in found if r.decision == "kind"}
    assert {i: kinds[i] for i in (0, 2, 3)} == dict.fromkeys((0, 2, 3), "financial_result")
    assert all(reason.because for reason in found if reason.money in (0, 2, 3))
    assert explain_claims("Oslen paid $3 million.", read("Oslen paid $3 million.")) == []


def test_what_has_no_utf8_form_is_read_all_the_same() -> None:
    text = "\ud800 " + REPORT.format(name="Dolvane \udfff Pumps")
    assert len(read(text, lang="en").claims) == len(
        read(REPORT.format(name="Dolvane"), lang="en").claims
    )


def test_facts_are_summed_from_the_threshold_of_the_weights_on() -> None:
    project = yaml.safe_load(
        (CORPUS.parents[1] / "dbt_project" / "dbt_project.yml").read_text(encoding="utf-8")
    )
    known = weights.shipped()
    assert known is not None
    assert project["vars"]["least_confidence"] == known.threshold
