"""The book: made of one version, all its text harmless, and never in a publication's way."""

from __future__ import annotations

import hashlib
import json
import logging
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb
import licences
import pytest
import yaml
from marts import Verdict, build_marts
from wirebook import cli, release
from wirebook.published import versions
from wirebook.published.candidate import BUILD_FILE, make_candidate
from wirebook.published.connect import NothingPublished
from wirebook.settings import StatePaths
from wirebook.site import build, data, shards

HERE = Path(build.__file__).parent
ASSETS = sorted((HERE / "assets").glob("*.js"))
PUT = re.compile(r'\Awirebook\.put\("([\w-]+)",(.*)\);\n\Z', re.DOTALL)


def shard(folder: Path, name: str) -> Any:
    found = PUT.match((folder / "data" / f"{name}.js").read_text(encoding="utf-8"))
    assert found is not None and found[1] == name
    return json.loads(found[2])


def publish(state: StatePaths) -> str:
    candidate = make_candidate(state)
    versions.publish(state, candidate, Verdict(candidate.publish_id), allow_drop=True)
    return candidate.publish_id


@pytest.fixture
def state(tmp_path: Path) -> StatePaths:
    state = StatePaths(tmp_path / "state")
    state.build.mkdir(parents=True)
    build_marts(state.build / BUILD_FILE)
    publish(state)
    return state


def test_the_site_says_what_the_marts_say(state: StatePaths) -> None:
    folder = build.build(state).parent
    meta, today, trust = (shard(folder, name) for name in ("meta", "today", "trust"))
    listed = shard(folder, "facts-0")
    facts = [dict(zip(listed["columns"], row, strict=True)) for row in listed["rows"]]
    assert [fact["fact_id"] for fact in facts] == ["c1", "c4"], "the largest in dollars first"
    assert facts[0]["amount_low"] == "5000000000000" and facts[0]["amount_high"] is None
    assert today["sums"]["amount_usd"] == "5500000000" and len(today["changes"]) == 2
    assert trust["reconciled"]["articles"] == 3
    assert trust["reconciled"]["accepted"] == trust["reconciled"]["claims_in_facts"] == 3
    number = shards.fnv1a("c1") % meta["shards"]["fact"]
    one = shard(folder, f"fact-{number}")["c1"]
    assert [claim["claim_id"] for claim in one["claims"]] == ["c1", "c3"]
    assert [rate["quote"] for rate in one["rates"]] == ["KRW", "USD"]
    assert len(one["versions"]) == 1
    number = shards.fnv1a("e_norden") % meta["shards"]["entity"]
    entity = shard(folder, f"entity-{number}")["e_norden"]
    assert entity["entity"]["name_ko"] == "노르덴칩스" and entity["roles"] == {"c1": ["investor"]}


def test_equal_versions_make_equal_sites(state: StatePaths) -> None:
    def content() -> dict[str, bytes]:
        folder = build.build(state).parent
        return {str(f.relative_to(folder)): f.read_bytes() for f in folder.rglob("*.*")}

    assert content() == content()


@pytest.mark.parametrize(
    "text",
    [
        "</script><script>alert(1)</script>",
        "\u2028alert(1)",
        '");alert(1);("',
        "{{ 7 * 7 }}",
        "<!--",
        "\\",
    ],
)
def test_no_text_leaves_its_string(text: str, tmp_path: Path) -> None:
    shards.write(tmp_path, "x", {text: [text]})
    written = (tmp_path / "x.js").read_text(encoding="utf-8")
    assert "<" not in written and len(written.splitlines()) == 1
    found = PUT.match(written)
    assert found is not None and json.loads(found[2]) == {text: [text]}


@pytest.mark.parametrize(
    ("text", "value"), [("", 0x811C9DC5), ("a", 0xE40C292C), ("foobar", 0xBF9CF968)]
)
def test_the_hash_is_fnv1a(text: str, value: int) -> None:
    assert shards.fnv1a(text) == value


def test_ids_and_rows_are_spread_over_shards_and_none_is_lost(tmp_path: Path) -> None:
    items = {f"하늘{n}": n for n in range(10_000)}
    asked: list[int] = []

    def some(ids: Sequence[str]) -> dict[str, int]:
        asked.append(len(ids))
        return {key: items[key] for key in ids}

    count = shards.write_by_id(tmp_path, "id", items, some)
    found: dict[str, int] = {}
    for number in range(count):
        match = PUT.match((tmp_path / f"id-{number}.js").read_text(encoding="utf-8"))
        assert match is not None
        found |= json.loads(match[2])
    assert count > 1 and found == items
    assert max(asked) < len(items) / 2, "a few shards at a time are held"
    assert shards.write_rows(tmp_path, "row", ["n"], [[n] for n in range(5001)]) == 2
    assert shards.write_rows(tmp_path, "none", ["n"], []) == 1


def test_pages_load_nothing_from_elsewhere_and_allow_nothing_else(state: StatePaths) -> None:
    folder = build.build(state).parent
    for page in build.PAGES:
        text = (folder / f"{page}.html").read_text(encoding="utf-8")
        assert "default-src &#39;none&#39;" in text and "unsafe" not in text
        loaded = re.findall(r'(?:src|href)="([^"#]+)"', text)
        assert loaded and all((folder / file).is_file() for file in loaded), page
        assert not re.search(r"<script>|\son\w+=|style=", text)


def test_own_scripts_write_text_and_never_markup() -> None:
    for file in ASSETS:
        script = file.read_text(encoding="utf-8")
        refused = (
            r"innerHTML|outerHTML|insertAdjacent|document\.write|\beval\b|new Function|fetch\("
        )
        assert re.search(refused, script) is None, file.name


def test_every_word_is_said_in_both_languages() -> None:
    words = (HERE / "assets" / "words.js").read_text(encoding="utf-8")
    english, korean = words.split("  ko: {")
    page = (HERE / "templates" / "page.html").read_text(encoding="utf-8")
    used = set(re.findall(r'data-word="(\w+)"', page))
    for file in ASSETS:
        used |= set(re.findall(r'\bword\("(\w+)"', file.read_text(encoding="utf-8")))
    for name in used:
        assert re.search(rf"\b{name}: \"", english) and re.search(rf"\b{name}: \"", korean), name


def test_vendored_scripts_are_those_of_their_packages_and_may_ship() -> None:
    lock = yaml.safe_load((HERE / "vendor" / "lock.yaml").read_text(encoding="utf-8"))
    scripts = {file.name for file in (HERE / "vendor").glob("*.js")}
    assert {entry["file"] for entry in lock} == scripts
    for entry in lock:
        file = HERE / "vendor" / entry["file"]
        assert hashlib.sha256(file.read_bytes()).hexdigest() == entry["sha256"]
        assert licences.is_allowed(entry["licence"])
        assert file.with_suffix(".LICENSE.txt").is_file()


def test_the_link_follows_the_current_version(
    state: StatePaths, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("WIREBOOK_HOME", str(state.home))
    first = state.published / "site" / "index.html"
    assert cli.main(["site"]) == 0
    assert capsys.readouterr().out.strip() == str(first)
    before = first.resolve()
    with duckdb.connect(str(state.build / BUILD_FILE)) as connection:
        connection.execute("update marts.fct_articles set title = 'Another'")
    second = publish(state)
    assert release.make_site(state) == first
    assert first.resolve().parent.parent.name == second
    assert cli.main(["rollback"]) == 0
    assert first.resolve() == before


def test_a_site_that_cannot_be_made_is_told_and_its_link_goes(
    state: StatePaths, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    assert release.make_site(state) is not None
    with duckdb.connect(str(state.build / BUILD_FILE)) as connection:
        connection.execute("drop view marts.facts_current; drop view marts.evidence")
    publish_id = publish(state)
    with caplog.at_level(logging.ERROR):
        assert release.make_site(state) is None
    assert "the marts are published" in caplog.text
    assert not (state.published / "site").exists()
    assert versions.stamp(state.published / versions.DATABASE) == publish_id
    monkeypatch.setenv("WIREBOOK_HOME", str(state.home))
    assert cli.main(["site"]) == 1


def test_a_fault_in_the_code_is_no_reason_to_hold_back_the_marts(
    state: StatePaths, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise KeyError("listed")

    monkeypatch.setattr(data, "write_all", broken)
    assert release.make_site(state) is None


def test_what_a_killed_build_left_goes_with_the_next(state: StatePaths) -> None:
    version = build.build(state).resolve().parent.parent
    for name in (".site.partial", ".site.gone.partial"):
        (version / name / "data").mkdir(parents=True)
    build.build(state)
    assert sorted(p.name for p in version.iterdir() if p.name.startswith(".")) == []


def test_there_is_no_site_before_the_first_publication(tmp_path: Path) -> None:
    with pytest.raises(NothingPublished, match="make run"):
        build.build(StatePaths(tmp_path))
