"""A company is the same with and without what the law adds to its name, in Python and in SQL."""

from __future__ import annotations

import pytest
import yaml
from wirebook import settings
from wirebook.reading.lexicons import word_set
from wirebook.reading.names.legal_forms import is_legal_form, without_legal_form


@pytest.mark.parametrize("form", sorted(word_set("any", "legal_forms", "behind")))
def test_every_form_behind_a_name_is_left_out(form: str) -> None:
    assert is_legal_form(form)
    for name in (f"Tarn Valley {form}", f"Tarn Valley {form}.", f"Tarn Valley, {form}"):
        assert without_legal_form(name) == "Tarn Valley"


@pytest.mark.parametrize("form", sorted(word_set("any", "legal_forms", "around")))
def test_every_form_around_a_name_is_left_out(form: str) -> None:
    for name in (f"{form}가온해운", f"가온해운{form}", f"{form} 가온해운", f"가온해운 {form}"):
        assert without_legal_form(name) == "가온해운"


@pytest.mark.parametrize(
    "name", ["Inc", "Cobalt Incline", "As You Like It", "주식회사", "Plc Ltd Bay"]
)
def test_a_name_that_only_begins_like_one_stays(name: str) -> None:
    assert without_legal_form(name) == name


def test_several_forms_go_together() -> None:
    assert without_legal_form("Tarn Valley Co., Ltd.") == "Tarn Valley"


def test_sql_leaves_out_the_same_forms() -> None:
    file = settings.dbt_project_dir() / "dbt_project.yml"
    variables = yaml.safe_load(file.read_text(encoding="utf-8"))["vars"]
    behind = {form.casefold() for form in word_set("any", "legal_forms", "behind")}
    assert set(variables["legal_forms"].replace("[.]", ".").split("|")) == behind
    around = set(variables["legal_forms_around"].replace("\\", "").split("|"))
    assert around == word_set("any", "legal_forms", "around")
