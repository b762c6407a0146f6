"""sources.yaml: what is accepted, and that every mistake names its line, its field and the cure."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wirebook import sources

VALID = """\
name: demo
sources:
  - name: tern
    kind: files
    address: pages
    outlet: Tern
    timezone: Asia/Seoul
    licence: mine
    max_bytes: 1000
    retention: full
"""
CASES = yaml.safe_load((Path(__file__).parent / "cases" / "sources.yaml").read_text("utf-8"))


def load(folder: Path, text: str) -> sources.SourcesFile:
    file = folder / "sources.yaml"
    file.write_text(text, encoding="utf-8")
    return sources.load(file)


def test_a_valid_file(tmp_path: Path) -> None:
    found = load(tmp_path, VALID)
    assert found.name == "demo"
    source = found.source("tern")
    assert source.addresses == (str(tmp_path / "pages"),)
    assert (source.independence_group, source.language) == ("Tern", None)
    assert (source.retention, source.max_bytes, source.local) == ("full", 1000, False)


def test_local_may_be_a_list_of_hosts(tmp_path: Path) -> None:
    found = load(tmp_path, VALID.replace("max_bytes: 1000", "local: [Wiki.lan, 10.0.0.7]"))
    assert found.source("tern").local == ("wiki.lan", "10.0.0.7")


def test_a_list_of_addresses_lies_in_the_folder_or_in_a_root(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, root = tmp_path / "conf", tmp_path / "lists"
    for made in (folder, root):
        made.mkdir()
    (folder / "out").symlink_to(root)
    text = VALID.replace("kind: files", "kind: addresses")
    inside = load(folder, text.replace("address: pages", "address: lists/a.txt"))
    assert inside.source("tern").addresses == (str(folder / "lists/a.txt"),)
    for outside in ("../lists/a.txt", "out/a.txt"):
        with pytest.raises(sources.SourcesError, match="WIREBOOK_ROOTS"):
            load(folder, text.replace("address: pages", f"address: {outside}"))
    monkeypatch.setenv("WIREBOOK_ROOTS", str(root))
    assert load(folder, text.replace("address: pages", "address: ../lists/a.txt"))


def test_the_default_keeps_no_full_text(tmp_path: Path) -> None:
    found = load(tmp_path, VALID.replace("    retention: full\n", ""))
    assert found.source("tern").retention == "spans_only"


def test_a_folder_of_several_owners_is_no_one_group(tmp_path: Path) -> None:
    text = VALID.replace("    retention: full\n", "    independence_group: null\n")
    assert load(tmp_path, text).source("tern").independence_group is None


def test_an_unknown_source_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(KeyError, match="no source named 'gull'"):
        load(tmp_path, VALID).source("gull")


@pytest.mark.parametrize("case", CASES, ids=[case["why"] for case in CASES])
def test_a_mistake_names_line_field_and_cure(tmp_path: Path, case: dict[str, Any]) -> None:
    assert case["replace"] in VALID
    with pytest.raises(sources.SourcesError) as caught:
        load(tmp_path, VALID.replace(case["replace"], case["by"], 1))
    assert any(all(part in told for part in case["says"]) for told in caught.value.mistakes)


def test_every_mistake_is_told_at_once_in_order(tmp_path: Path) -> None:
    broken = VALID.replace("kind: files", "kind: rss").replace("full", "ever") + (
        "  - name: tern\n    kind: files\n"
    )
    with pytest.raises(sources.SourcesError) as caught:
        load(tmp_path, broken)
    lines = [int(told.split("line ")[1].split(":")[0]) for told in caught.value.mistakes]
    assert lines == sorted(lines) and {4, 10, 11} <= set(lines)
    assert any("used twice" in told for told in caught.value.mistakes)


@pytest.mark.parametrize("kind", ["feed", "sitemap", "addresses"])
@pytest.mark.parametrize(
    ("address", "allowed"),
    [
        ("https://news.example/a", True),
        ("http://news.example/a", True),
        ("file:///etc/passwd", False),
        ("ftp://news.example/a", False),
        ("https://", False),
    ],
)
def test_web_kinds_take_web_addresses(
    tmp_path: Path, kind: str, address: str, allowed: bool
) -> None:
    text = VALID.replace("kind: files", f"kind: {kind}").replace(
        "address: pages", address_of(address)
    )
    if allowed:
        assert load(tmp_path, text).source("tern").addresses == (address,)
    else:
        with pytest.raises(sources.SourcesError, match="'address'"):
            load(tmp_path, text)


def address_of(address: str) -> str:
    return f"address: {address!r}"


@pytest.mark.parametrize("text", ["", "[]", "name: demo", "name: demo\nsources: []", "5"])
def test_a_file_without_sources(tmp_path: Path, text: str) -> None:
    with pytest.raises(sources.SourcesError, match="line [12]:"):
        load(tmp_path, text)


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(alphabet=st.characters(codec="utf-8"), max_size=200))
def test_any_text_loads_or_is_a_sources_error(tmp_path: Path, text: str) -> None:
    try:
        load(tmp_path, text)
    except sources.SourcesError as error:
        assert all("line " in told for told in error.mistakes)


def test_the_sources_of_the_project_are_valid() -> None:
    found = sources.load(Path(__file__).parents[1] / "dags" / "sources.yaml")
    assert len(found.sources) >= 5
    assert all(Path(a).is_dir() for source in found.sources for a in source.addresses)
