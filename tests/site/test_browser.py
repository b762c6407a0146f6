"""The pages in a real browser, opened as files: they look, work and stay silent as they should.

A browser is WIREBOOK_CHROMIUM or a Chromium on the path; without one these tests are skipped and
say so. The marts hold payloads wherever an article's words can be.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb
import pytest
from marts import Verdict, build_marts
from wirebook.published import versions
from wirebook.published.candidate import BUILD_FILE, make_candidate
from wirebook.settings import StatePaths
from wirebook.site import build

playwright = pytest.importorskip("playwright.sync_api", reason="no browser driver is installed")

NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
BROWSER = os.environ.get("WIREBOOK_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(BROWSER is None, reason="no Chromium is here: the pages are not looked at"),
]
WIDTHS = (360, 768, 1440)
PAGES = {
    "index": "",
    "facts": "",
    "fact": "#id=c1",
    "entity": "#id=e_norden",
    "trust": "",
}
_RUN = "window.ran=1"
PAYLOADS = (
    f"<script>{_RUN}</script>",
    f"</script><script>{_RUN}</script>",
    f'"><script>{_RUN}</script>',
    f"<img src=x onerror={_RUN}>",
    f"<svg onload={_RUN}>",
    f"<svg><script>{_RUN}</script></svg>",
    f"<iframe srcdoc='<script>parent.{_RUN}</script>'></iframe>",
    f"<body onload={_RUN}>",
    f"<details open ontoggle={_RUN}>",
    f"<input autofocus onfocus={_RUN}>",
    f"<a href=javascript:{_RUN}>x</a>",
    f"javascript:{_RUN}",
    f"data:text/html,<script>{_RUN}</script>",
    f"<math><mi xlink:href=javascript:{_RUN}>x</mi></math>",
    f"<style>@import 'javascript:{_RUN}'</style>",
    f"<link rel=stylesheet href=javascript:{_RUN}>",
    f"<meta http-equiv=refresh content='0;url=javascript:{_RUN}'>",
    f"<base href=javascript:{_RUN}//>",
    f"<object data=javascript:{_RUN}>",
    f"<embed src=javascript:{_RUN}>",
    f"<form action=javascript:{_RUN}><button>x</button></form>",
    f"<video><source onerror={_RUN}></video>",
    f"<audio src=x onerror={_RUN}>",
    f"<marquee onstart={_RUN}>",
    f"<template><script>{_RUN}</script></template>",
    f"<noscript><p title='</noscript><img src=x onerror={_RUN}>'>",
    f"<!--><img src=x onerror={_RUN}>-->",
    f"<![CDATA[><script>{_RUN}</script>]]>",
    f"');{_RUN};('",
    f'");{_RUN};("',
    f"`;{_RUN};`",
    f"${{{_RUN}}}",
    f"{{{{constructor.constructor('{_RUN}')()}}}}",
    f"{{% raw %}}<script>{_RUN}</script>",
    f"\u2028{_RUN}\u2028",
    f"\\u003cscript>{_RUN}\\u003c/script>",
    f"&lt;script&gt;{_RUN}&lt;/script&gt;",
    f"&#60;img src=x onerror={_RUN}&#62;",
    f"＜script＞{_RUN}＜/script＞",
    "__proto__",
    "constructor",
    "https://attacker.example/steal.png",
)


@dataclass
class Opened:
    """One page as the browser shows it, and what it did that it should not have."""

    page: Any
    said: list[str] = field(default_factory=list)

    def text(self) -> str:
        return str(self.page.inner_text("main"))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site whose marts hold a payload in every text that comes from an article."""
    state = StatePaths(tmp_path_factory.mktemp("browsed"))
    state.build.mkdir()
    build_marts(state.build / BUILD_FILE)
    with duckdb.connect(str(state.build / BUILD_FILE)) as connection:
        connection.execute("use marts")
        for view in ("evidence", "facts_current"):
            connection.execute(f"create table held as from {view}")
            connection.execute(f"drop view {view}; alter table held rename to {view}")
        facts = connection.execute("select * from facts_current where fact_id = 'c4'").fetchall()
        width = len(facts[0])
        for number, payload in enumerate(PAYLOADS):
            name = f"x{number}"
            connection.execute(
                f"insert into facts_current values ({', '.join('?' * width)})", facts[0]
            )
            connection.execute(
                "update facts_current set fact_id = $id, headline_claim_id = $id,"
                " subject_entity_id = null, subject_name = $p, object_name = $p, said_by = $p,"
                " title = $p, link = $p,"
                " parties = [$p], party_ids = [$p], party_roles = [$p], topics = [$p]"
                " where rowid = (select max(rowid) from facts_current)",
                {"id": name, "p": payload},
            )
            connection.execute(
                "insert into evidence by name select * replace ($id as claim_id, $id as fact_id,"
                " $p as sentence, $p as surface, 0 as mark_start, length($p) as mark_end,"
                " $p as hedge, $p as said_by, $p as outlet, $p as title, $p as canonical_url,"
                " $p as file_name) from evidence where claim_id = 'c4'",
                {"id": name, "p": payload},
            )
        connection.execute(
            "update dim_entities set name = name || $p, name_ko = name_ko || $p",
            {"p": PAYLOADS[3]},
        )
    candidate = make_candidate(state)
    versions.publish(state, candidate, Verdict(candidate.publish_id))
    return build.build(state).parent


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with playwright.sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=BROWSER, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture
def visit(browser: Any, folder: Path) -> Iterator[Any]:
    contexts = []

    def go(page: str, width: int = 1440, language: str = "en-US", scheme: str = "light") -> Opened:
        context = browser.new_context(
            viewport={"width": width, "height": 900}, locale=language, color_scheme=scheme
        )
        contexts.append(context)
        opened = Opened(context.new_page())
        say = opened.said.append
        opened.page.on("console", lambda message: say(f"{message.type}: {message.text}"))
        opened.page.on("pageerror", lambda error: say(f"error: {error}"))
        opened.page.on(
            "request", lambda r: None if r.url.startswith(("file:", "blob:")) else say(r.url)
        )
        name, _, rest = page.partition("#")
        opened.page.goto(f"file://{folder.resolve()}/{name}.html" + (f"#{rest}" if rest else ""))
        opened.page.wait_for_selector("main[data-ready]")
        opened.page.wait_for_timeout(60)
        return opened

    yield go
    for context in contexts:
        context.close()


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("page", PAGES)
def test_a_page_fits_and_stays_silent_in_both_languages_and_schemes(
    page: str, width: int, visit: Any
) -> None:
    seen = set()
    for language, scheme in (("en-US", "light"), ("ko-KR", "dark")):
        opened = visit(page + PAGES[page], width, language, scheme)
        assert opened.said == []
        assert opened.page.evaluate("window.ran") is None
        assert opened.page.evaluate("document.documentElement.scrollWidth") <= width
        assert opened.page.get_attribute("html", "lang") == language[:2]
        assert "undefined" not in opened.text() and "[object" not in opened.text()
        seen.add(opened.page.inner_text("nav"))
    assert len(seen) == 2, "each language has its own words"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("page", PAGES)
def test_nothing_serious_keeps_a_person_out(page: str, scheme: str, visit: Any) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="no axe is installed")
    opened = visit(page + PAGES[page], scheme=scheme)
    # A policy that lets no script in but the page's own lets the tool's none in either way.
    found = axe.Axe().run(opened.page).response["violations"]
    serious = [f for f in found if f["impact"] in ("serious", "critical")]
    assert [(f["id"], f["nodes"][0]["html"][:200]) for f in serious] == []


def test_no_payload_of_an_article_runs(visit: Any) -> None:
    opened = visit("fact#id=x0", 768)
    for number, payload in enumerate(PAYLOADS):
        opened.page.evaluate(f"location.hash = 'id=x{number}'")
        opened.page.wait_for_function(
            "told => document.querySelector('mark')?.textContent === told", arg=payload
        )
        assert opened.said == [] and opened.page.evaluate("window.ran") is None, payload
        links = opened.page.evaluate("[...document.links].map((link) => link.protocol)")
        assert set(links) <= {"file:", "http:", "https:"}


@pytest.mark.parametrize(
    ("asked", "found"), [("노르덴", 1), ("norden", 1), ("NORDEN 없는말", 0), ("calder", 1)]
)
def test_search_finds_a_name_in_any_script(asked: str, found: int, visit: Any) -> None:
    opened = visit("facts")
    opened.page.fill("input[type=search]", asked)
    opened.page.wait_for_timeout(80)
    own = "tr.row a[href*='id=c']"
    assert opened.page.locator(own).count() == found
    assert "q=" in opened.page.url, "every view has a link"
    again = visit(f"facts#{opened.page.url.partition('#')[2]}")
    assert again.page.locator(own).count() == found
    assert again.page.input_value("input[type=search]") == asked


def test_a_fact_shows_its_sentences_side_by_side_and_the_marts_numbers(visit: Any) -> None:
    opened = visit("fact#id=c1")
    assert "≥ 5,000,000,000,000 KRW" in opened.text() and "3,500,000,000" in opened.text()
    sides = opened.page.locator(".claims .column")
    assert [sides.nth(n).locator("mark").inner_text() for n in range(2)] == [
        "5조 원 이상",
        "over 5 trillion won",
    ]
    boxes = [sides.nth(n).bounding_box() for n in range(2)]
    assert boxes[0]["y"] == boxes[1]["y"] and boxes[0]["x"] < boxes[1]["x"]
    assert "1 EUR = 1500 KRW" in opened.text()


def test_the_list_sorts_filters_and_is_downloaded(visit: Any) -> None:
    opened = visit("facts")
    assert opened.page.locator("th[aria-sort=descending]").count() == 1
    opened.page.click("th >> text=Who and what")
    assert opened.page.get_attribute("th.facts-who", "aria-sort") == "descending"
    opened.page.select_option("label:has-text('Currency') select", "KRW")
    assert opened.page.locator("tr.row").count() == 1
    opened.page.click("text=Clear")
    opened.page.wait_for_timeout(100)
    with opened.page.expect_download() as download:
        opened.page.click("text=Download CSV")
    lines = Path(download.value.path()).read_bytes().decode("utf-8-sig").split("\r\n")
    assert lines[0].startswith("fact_id,fact_type")
    assert len(lines) == len(PAYLOADS) + 4
    assert opened.said == []


def test_the_page_is_used_by_keyboard_and_changes_its_language(visit: Any) -> None:
    opened = visit("index")
    opened.page.keyboard.press("Tab")
    assert opened.page.evaluate("document.activeElement.className") == "skip"
    opened.page.focus("#language")
    opened.page.keyboard.press("Enter")
    opened.page.wait_for_timeout(80)
    assert opened.page.inner_text("h1") == "뉴스 속의 돈"


def test_fifty_thousand_facts_scroll_and_are_searched(
    browser: Any, folder: Path, tmp_path: Path
) -> None:
    shutil.copytree(folder, tmp_path / "large")
    data = tmp_path / "large" / "data" / "facts-0.js"
    head, _, told = data.read_text(encoding="utf-8").partition(",")
    listed = json.loads(told.removesuffix(");\n"))
    first = next(row for row in listed["rows"] if row[0] == "c1")
    listed["rows"] = [[f"f{n}", *first[1:]] for n in range(50_000)]
    data.write_text(f"{head},{json.dumps(listed)});\n", encoding="utf-8")
    page = browser.new_page()
    page.goto(f"file://{tmp_path / 'large' / 'facts.html'}")
    page.wait_for_selector("tr.row")
    assert page.locator("tr.row").count() < 60, "only what is seen is drawn"
    page.evaluate("document.querySelector('.window').scrollTop = 58 * 40000")
    page.wait_for_selector("tr.row[aria-rowindex='40002']")
    assert page.locator("tr.row").count() < 60
    page.fill("input[type=search]", "f49999")
    page.wait_for_function("document.querySelectorAll('tr.row').length === 1")
    page.close()
