"""robots.txt as RFC 9309 says, failing closed; pauses between requests; reservations."""

from __future__ import annotations

import gzip
import multiprocessing
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest
import yaml
from wirebook import fetch
from wirebook.archive.days import snapshots
from wirebook.archive.snapshots import Interval, read_shard
from wirebook.fetch import reservations
from wirebook.fetch.base import FetchError
from wirebook.fetch.http import Client, Limits
from wirebook.fetch.pace import Pace
from wirebook.fetch.robots import Robots
from wirebook.settings import StatePaths
from wirebook.sources import Source

DAY = Interval.of_day("2025-03-01")
CASES = yaml.safe_load(
    (Path(__file__).parents[1] / "cases" / "robots.yaml").read_text(encoding="utf-8")
)


@pytest.fixture
def client(tmp_path: Path) -> Client:
    limits = Limits(total_seconds=1.0, attempts=3)
    return Client(
        Pace(tmp_path / "pace"), delay=0.0, max_bytes=1_000_000, local=True, limits=limits
    )


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["why"])
def test_the_rules_are_read_as_the_rfc_says(
    case: dict[str, Any], site: Any, answer: Any, client: Client
) -> None:
    body = case.get("body", "").encode()
    site.answers["/robots.txt"] = answer(body, "text/plain", status=case["status"])
    robots = Robots(client)
    for _ in range(3):
        try:
            robots.check(site.root + case["path"])
            allowed = True
        except FetchError as error:
            assert error.status == "refused"
            allowed = False
        assert allowed is case["allowed"]
    assert site.paths() == ["/robots.txt"]


def _silent(handler: BaseHTTPRequestHandler) -> None:
    time.sleep(1.5)


def test_a_site_that_does_not_answer_is_not_asked(site: Any, answer: Any, client: Client) -> None:
    site.answers["/robots.txt"] = answer(_silent)
    with pytest.raises(FetchError, match="unreachable"):
        Robots(client).check(f"{site.root}/a")
    assert len(site.log) == 1


@pytest.mark.parametrize(("hops", "allowed"), [(1, True), (5, True), (6, False)])
def test_five_redirects_are_followed(
    hops: int, allowed: bool, site: Any, answer: Any, client: Client
) -> None:
    site.answers["/robots.txt"] = answer(status=301, headers={"Location": "/r1"})
    for n in range(1, hops):
        site.answers[f"/r{n}"] = answer(status=302, headers={"Location": f"/r{n + 1}"})
    site.answers[f"/r{hops}"] = answer(b"User-agent: *\nDisallow: /shut\n", "text/plain")
    robots = Robots(client)
    if allowed:
        robots.check(f"{site.root}/a")
        with pytest.raises(FetchError):
            robots.check(f"{site.root}/shut")
    else:
        with pytest.raises(FetchError, match="redirects"):
            robots.check(f"{site.root}/a")
    assert len(site.log) == min(hops, 5) + 1


@pytest.mark.parametrize(
    ("status", "body", "asked"),
    [
        (200, "User-agent: *\nDisallow: /news/1\n", ["/list", "/news/0"]),
        (200, "User-agent: wirebook\nDisallow: /\n", []),
        (500, "", []),
        (404, "", ["/list", "/news/0", "/news/1"]),
    ],
)
def test_what_is_disallowed_is_never_asked_for(
    status: int,
    body: str,
    asked: list[str],
    site: Any,
    answer: Any,
    make_page: Any,
    make_source: Callable[..., Source],
    state: StatePaths,
) -> None:
    site.answers["/robots.txt"] = answer(body.encode(), "text/plain", status=status)
    links = "".join(f"<item><link>{site.root}/news/{n}</link></item>" for n in range(2))
    rss = f'<rss version="2.0"><channel>{links}</channel></rss>'
    site.answers["/list"] = answer(rss.encode(), "application/rss+xml")
    for n in range(2):
        site.answers[f"/news/{n}"] = answer(make_page(n).encode())
    result = fetch.run(make_source("feed", f"{site.root}/list"), DAY, state)
    assert site.pages() == asked
    assert site.paths().count("/robots.txt") == 1
    assert result.requests == len(site.log)


def test_a_redirect_to_a_disallowed_page_is_not_followed(
    site: Any, answer: Any, make_source: Callable[..., Source], state: StatePaths, tmp_path: Path
) -> None:
    site.answers["/robots.txt"] = answer(b"User-agent: *\nDisallow: /shut\n", "text/plain")
    site.answers["/a"] = answer(status=302, headers={"Location": "/shut/a"})
    (tmp_path / "list.txt").write_text(f"{site.root}/a\n", encoding="utf-8")
    result = fetch.run(make_source("addresses", str(tmp_path / "list.txt")), DAY, state)
    assert result.outcomes[-1].reason == "robots.txt disallows it"
    assert "/shut/a" not in site.paths()


def _fetch(source: Source, state: StatePaths) -> None:
    fetch.run(source, DAY, state)


@pytest.mark.parametrize(("pace", "crawl_delay"), [(0.15, None), (0.0, 0.15)])
def test_the_gap_holds_with_four_tasks_in_parallel(
    pace: float,
    crawl_delay: float | None,
    site: Any,
    answer: Any,
    make_page: Any,
    make_source: Callable[..., Source],
    state: StatePaths,
    tmp_path: Path,
) -> None:
    rules = f"User-agent: *\nCrawl-delay: {crawl_delay}\n" if crawl_delay else ""
    site.answers["/robots.txt"] = answer(rules.encode(), "text/plain")
    context = multiprocessing.get_context("fork")
    tasks = []
    for task in range(4):
        paths = [f"/t{task}/{n}" for n in range(3)]
        for n, path in enumerate(paths):
            site.answers[path] = answer(make_page(n).encode())
        listing = tmp_path / f"list{task}.txt"
        listing.write_text("\n".join(site.root + path for path in paths), encoding="utf-8")
        source = make_source("addresses", str(listing), pace_seconds=pace)
        tasks.append((Source(**{**_fields(source), "name": f"task{task}"}), state))
    processes = [context.Process(target=_fetch, args=task) for task in tasks]
    for process in processes:
        process.start()
    for process in processes:
        process.join(60)
    pages = sorted((a for a in site.log if a.path.startswith("/t")), key=lambda a: a.began)
    assert len(pages) == 12
    gaps = [later.began - earlier.ended for earlier, later in zip(pages, pages[1:], strict=False)]
    # The server's own end of a request lies a moment after the client has its answer.
    assert min(gaps) >= 0.15 - 0.005


def _fields(source: Source) -> dict[str, Any]:
    return {name: getattr(source, name) for name in source.__dataclass_fields__}


TDM = '<meta name="tdm-reservation" content="1">'
RESERVED = [
    ("", {}, "", None, "full"),
    (TDM, {}, "", "meta tdm-reservation", "spans_only"),
    ('<meta name="robots" content="noai">', {}, "", "meta robots noai", "spans_only"),
    ("", {"tdm-reservation": "1"}, "", "header tdm-reservation", "spans_only"),
    ("", {"X-Robots-Tag": "noarchive"}, "", "header x-robots-tag noarchive", "spans_only"),
    ("", {}, '[{"location": "/", "tdm-reservation": 1}]', "tdmrep.json", "spans_only"),
    ("", {}, '[{"location": "/other", "tdm-reservation": 1}]', None, "full"),
    (TDM, {"tdm-reservation": "0"}, "", None, "full"),
]


@pytest.mark.parametrize(("head", "headers", "file", "evidence", "retention"), RESERVED)
def test_a_reservation_is_recorded_and_retention_follows(
    head: str,
    headers: dict[str, str],
    file: str,
    evidence: str | None,
    retention: str,
    site: Any,
    answer: Any,
    make_page: Any,
    make_source: Callable[..., Source],
    state: StatePaths,
    tmp_path: Path,
) -> None:
    site.answers["/a"] = answer(make_page(1, head=head).encode(), headers=headers)
    if file:
        site.answers["/.well-known/tdmrep.json"] = answer(file.encode(), "application/json")
    (tmp_path / "list.txt").write_text(f"{site.root}/a\n", encoding="utf-8")
    source = make_source("addresses", str(tmp_path / "list.txt"))
    (shard,) = fetch.run(source, DAY, state).shards
    (snapshot,) = read_shard(shard)
    assert (snapshot.tdm_evidence, snapshot.retention) == (evidence, retention)
    assert snapshot.tdm_reserved is (evidence is not None)


SECRET = "words of the feed itself"
XHTML = 'xmlns:xhtml="http://www.w3.org/1999/xhtml"'
RESERVED_FEEDS = [
    ("", {}, "", None),
    ("", {"TDM-Reservation": "1"}, "", "header tdm-reservation"),
    ("", {"X-Robots-Tag": "noarchive"}, "", "header x-robots-tag noarchive"),
    (f'<xhtml:meta {XHTML} name="robots" content="noarchive"/>', {}, "", "meta robots noarchive"),
    (f"<xhtml:meta {XHTML} content='1' name='tdm-reservation'/>", {}, "", "meta tdm-reservation"),
    ('<tdm:reservation xmlns:tdm="t">1</tdm:reservation>', {}, "", "element tdm-reservation"),
    ('<tdm:reservation xmlns:tdm="t">0</tdm:reservation>', {}, "", None),
    (f'<xhtml:meta {XHTML} name="robots" content="noindex"/>', {}, "", None),
    ("", {}, '[{"location": "/", "tdm-reservation": 1}]', "tdmrep.json"),
    (f'<xhtml:meta {XHTML} name="robots" content="noai"/>', {"tdm-reservation": "0"}, "", None),
]


@pytest.mark.parametrize(("head", "headers", "file", "evidence"), RESERVED_FEEDS)
def test_of_a_reserved_feed_only_the_links_are_archived(
    head: str,
    headers: dict[str, str],
    file: str,
    evidence: str | None,
    site: Any,
    answer: Any,
    make_page: Any,
    make_source: Callable[..., Source],
    state: StatePaths,
) -> None:
    item = f"<item><link>{site.root}/a</link><description>{SECRET}</description></item>"
    feed = f'<rss version="2.0"><channel><title>Tern</title>{head}{item}</channel></rss>'
    site.answers["/feed"] = answer(feed.encode(), "application/rss+xml", headers=headers)
    site.answers["/a"] = answer(make_page(1).encode())
    if file:
        site.answers["/.well-known/tdmrep.json"] = answer(file.encode(), "application/json")
    result = fetch.run(make_source("feed", f"{site.root}/feed"), DAY, state)
    assert result.staged == 1
    listed = next(
        snapshot
        for snapshot in snapshots(state.archive / result.source / result.day)
        if snapshot.disposition == "listed"
    )
    assert (listed.tdm_evidence, listed.tdm_reserved) == (evidence, evidence is not None)
    packed = sorted(state.archive.rglob("*.warc.gz"))
    kept = "".join(gzip.decompress(path.read_bytes()).decode() for path in packed)
    assert (SECRET in kept) is (evidence is None)
    assert fetch.run(make_source("feed", f"{site.root}/feed"), DAY, state, again=True).staged == 0


@pytest.mark.parametrize("coding", ["utf-8", "utf-16", "utf-16-be"])
def test_a_reservation_is_seen_in_any_coding(coding: str) -> None:
    feed = '<feed><meta name="robots" content="index, noarchive"/></feed>'.encode(coding)
    assert reservations.of_list(feed) == "meta robots noarchive"


def test_hash_only_is_never_loosened() -> None:
    assert reservations.retention("hash_only", None) == "hash_only"
    assert reservations.retention("hash_only", "meta tdm-reservation") == "hash_only"
