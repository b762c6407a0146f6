"""What exists is documented, and what is documented exists."""

from __future__ import annotations

import argparse
import re
import subprocess
from collections import Counter
from pathlib import Path
from typing import get_args

import pytest
import yaml
from marts import contracts
from wirebook import cli, settings, sources
from wirebook.audit.suites import load_suites
from wirebook.operations import tables
from wirebook.reading.model import Bound, FactType, Modality, ZoneKind

ROOT = settings.project_root()
PAGES = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
README = (ROOT / "README.md").read_text(encoding="utf-8")
# Addresses of this machine or of a package registry have no place in a page that others read.
PRIVATE = re.compile(r"(?<![\w.])/(?:work|tmp|home|root|Users)/|pypi|simple/")


def commands() -> set[str]:
    found: set[str] = set()
    for action in cli._parser()._actions:
        if isinstance(action, argparse._SubParsersAction):
            found |= set(action.choices)
    return found


def targets() -> set[str]:
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    return set(re.findall(r"^([a-z-]+):.*## ", text, re.MULTILINE))


def test_every_table_is_documented() -> None:
    text = (ROOT / "docs" / "tables.md").read_text(encoding="utf-8")
    documented = set(re.findall(r"^\| `(\w+)` \|", text, re.MULTILINE))
    assert documented == set(contracts()) | set(tables.TABLES)


def test_every_mart_and_column_is_described() -> None:
    for name, model in contracts().items():
        assert model["description"].strip(), name
        for column in model["columns"]:
            assert column["description"].strip(), f"{name}.{column['name']}"


def test_what_columns_say_in_common_stands_once() -> None:
    """A description of three columns of a name is a doc() block of columns.md."""
    said = Counter(
        (column["name"], column.get("description", "").strip())
        for file in (ROOT / "dbt_project/models").rglob("*.yml")
        for kind in ("models", "seeds")
        for model in yaml.safe_load(file.read_text(encoding="utf-8")).get(kind, ())
        for column in model.get("columns", ())
    )
    again = [same for same, count in said.items() if count > 2 and "doc(" not in same[1]]
    assert again == []


def test_every_command_is_documented() -> None:
    named = set(re.findall(r"wirebook ([a-z]+)\b(?=[ `|\n])", README))
    assert commands() <= named


def test_every_command_has_its_contract() -> None:
    text = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^\| `wirebook ([a-z]+)", text, re.MULTILINE)) == commands()


def test_every_rule_of_a_check_is_explained() -> None:
    text = (ROOT / "docs" / "rules.md").read_text(encoding="utf-8")
    explained = {int(number) for number in re.findall(r"^\| (\d+) \|", text, re.MULTILINE)}
    asked = {check.rule for suite in load_suites(settings.suites_dir()) for check in suite.checks}
    assert asked <= explained


@pytest.mark.parametrize("kind", [FactType, Modality, ZoneKind, Bound])
def test_every_value_of_a_claim_is_explained(kind: object) -> None:
    text = (ROOT / "docs" / "claims.md").read_text(encoding="utf-8")
    words = set(re.findall(r"[a-z_]+", text))
    assert set(get_args(kind)) <= words


POINTERS = re.compile(r"\.\./shared/design|design/\d|5-checks|\bdesign rule\b")


def test_nothing_points_outside_the_repository() -> None:
    tracked = subprocess.run(
        ["git", "ls-files", "*.py", "*.sql", "*.yml", "*.yaml", "*.md"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout.splitlines()
    found = [
        name
        for name in tracked
        if (ROOT / name).is_file()
        and name != "tests/test_docs.py"
        and POINTERS.search((ROOT / name).read_text(encoding="utf-8"))
    ]
    assert not found


def test_every_make_target_that_a_page_names_exists() -> None:
    text = "\n".join(page.read_text(encoding="utf-8") for page in PAGES)
    named = set(re.findall(r"(?:`|^ {4})make ([a-z-]+)", text, re.MULTILINE))
    assert {"run", "test"} <= named <= targets()


# A path in a page: with an ending of ours, a folder, or a script or test to run.
PATH = re.compile(r"`([\w./-]+(?:\.(?:py|md|ya?ml|sql|csv|txt|toml|in|lock|npz)|/))`")
RUN = re.compile(r"(?:python|pytest) [^\n`|]*")
# Where a page's paths may begin, and what only a run, a measurement or another project makes.
BASES = ("", "plugins/wirebook", "plugins/wirebook/reading", "dbt_project", "docs")
ELSEWHERE = re.compile(r"^(?:var|published|build|\.\.)/|^webserver_config\.py$|^scale-figures\.md$")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_path_that_a_page_names_exists(page: Path) -> None:
    text = page.read_text("utf-8")
    scripts = re.findall(r"[\w./-]+\.py", " ".join(RUN.findall(text)))
    named = {path for path in (*PATH.findall(text), *scripts) if not ELSEWHERE.match(path)}
    missing = {p for p in named if not any((ROOT / base / p).exists() for base in BASES)}
    assert {p for p in missing if "/" in p or not any(ROOT.glob(f"[dpsb]*/**/{p}"))} == set()


def test_every_field_of_a_sources_file_is_explained() -> None:
    """Those of a source in CONTRIBUTING, those of what is kept in the README."""
    guide = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").split("\n## ")[1]
    assert {field for field in sources._FIELDS if not re.search(rf"\b{field}\b", guide)} == set()
    assert {field for field in sources._KEEP if f"`{field}`" not in README} == set()


MODEL = re.compile(r"`((?:stg|base|int|dim|fct|bridge)_[a-z_]+)`")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_table_that_a_page_names_exists(page: Path) -> None:
    models = {file.stem for file in (ROOT / "dbt_project/models").rglob("int_*.*")}
    models |= {file.stem for file in (ROOT / "dbt_project/models").rglob("*.sql")}
    assert set(MODEL.findall(page.read_text("utf-8"))) - models - set(tables.TABLES) == set()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere_and_nothing_is_private(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    for link in re.findall(r"\]\((?!https?:|#)([^)#]+)", text):
        assert (page.parent / link).exists(), link
    assert PRIVATE.search(text) is None
