"""Five kinds of source against the loopback site: staged once, unchanged after, versions kept."""

from __future__ import annotations

import gzip
import hashlib
import io
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter
from wirebook import fetch
from wirebook.archive.days import read_payload
from wirebook.archive.snapshots import Interval, Snapshot, read_shard
from wirebook.pages.extract import extract
from wirebook.settings import StatePaths
from wirebook.sources import Source

KINDS = ("feed", "sitemap", "addresses", "files", "warc")
ENCODINGS = ("utf-8", "cp949", "shift_jis", "euc-kr", "utf-16", "gb18030")
JAPANESE = "<p>造船所は新しいドックを三年で建設すると発表した。</p>"
COUNT = 20


def day(number: int) -> Interval:
    start = datetime(2025, 3, 1, tzinfo=UTC) + timedelta(days=number)
    return Interval(start, start + timedelta(days=1))


def etag(body: bytes) -> dict[str, str]:
    return {"ETag": f'"{hashlib.sha256(body).hexdigest()[:16]}"'}


class World:
    """Twenty articles behind one kind of source, some of which can be changed."""

    def __init__(self, kind: str, site: Any, answer: Any, make_page: Any, folder: Path) -> None:
        self.kind, self.site, self.answer, self.page, self.folder = (
            kind,
            site,
            answer,
            make_page,
            folder,
        )
        folder.mkdir(exist_ok=True)
        self.bodies = {n: self.body(n) for n in range(COUNT)}
        self.write()

    def body(self, n: int, extra: str = "") -> bytes:
        charset = ENCODINGS[n % len(ENCODINGS)]
        page = self.page(n, charset=charset, extra=JAPANESE + extra)
        return page.encode(charset, "xmlcharrefreplace")

    def change(self, n: int) -> None:
        self.bodies[n] = self.body(n, "<p>Correction: the dock is in Ulsan, not in Busan.</p>")
        self.write()

    def url(self, n: int) -> str:
        return f"{self.site.root}/news/{n}.html"

    def write(self) -> None:
        if self.kind == "files":
            for n, body in self.bodies.items():
                (self.folder / f"{n:02d}.html").write_bytes(body)
            return
        if self.kind == "warc":
            self.write_warc()
            return
        for n, body in self.bodies.items():
            self.site.answers[f"/news/{n}.html"] = self.answer(
                body, "text/html", headers=etag(body)
            )
        self.write_list()

    def write_list(self) -> None:
        urls = [self.url(n) for n in self.bodies]
        if self.kind == "feed":
            items = "".join(f"<item><title>t</title><link>{u}</link></item>" for u in urls)
            body = f'<?xml version="1.0"?><rss version="2.0"><channel>{items}</channel></rss>'
            self.put("/list", body.encode(), "application/rss+xml")
        elif self.kind == "sitemap":
            ns = "http://www.sitemaps.org/schemas/sitemap/0.9"
            half = COUNT // 2
            for name, part in (("a", urls[:half]), ("b", urls[half:])):
                body = "".join(f"<url><loc>{u}</loc></url>" for u in part)
                packed = gzip.compress(f'<urlset xmlns="{ns}">{body}</urlset>'.encode(), mtime=0)
                self.put(f"/{name}.xml.gz", packed, "application/gzip")
            index = "".join(
                f"<sitemap><loc>{self.site.root}/{name}.xml.gz</loc></sitemap>" for name in "ab"
            )
            index = f'<sitemapindex xmlns="{ns}">{index}</sitemapindex>'
            self.put("/list", index.encode(), "application/xml")
        else:
            (self.folder / "list.txt").write_text("# pages\n" + "\n".join(urls), encoding="utf-8")

    def put(self, path: str, body: bytes, kind: str) -> None:
        self.site.answers[path] = self.answer(body, kind, headers=etag(body))

    def write_warc(self) -> None:
        with (self.folder / "crawl.warc.gz").open("wb") as out:
            writer = WARCWriter(out, gzip=True)
            for n, body in self.bodies.items():
                head = StatusAndHeaders("200 OK", [("Content-Type", "text/html")], "HTTP/1.1")
                url = f"https://news.example.com/news/{n}.html"
                record = writer.create_warc_record(
                    url, "response", payload=io.BytesIO(body), http_headers=head
                )
                writer.write_record(record)

    def source(self, make_source: Callable[..., Source]) -> Source:
        address = {
            "files": str(self.folder),
            "warc": str(self.folder),
            "addresses": str(self.folder / "list.txt"),
        }.get(self.kind, f"{self.site.root}/list")
        return make_source(self.kind, address)


@pytest.fixture(params=KINDS)
def world(
    request: pytest.FixtureRequest, site: Any, answer: Any, make_page: Any, tmp_path: Path
) -> World:
    return World(request.param, site, answer, make_page, tmp_path / "in")


def snapshots(result: fetch.FetchResult) -> list[Snapshot]:
    return [s for shard in result.shards for s in read_shard(shard)]


def digests(state: StatePaths) -> dict[str, str]:
    files = sorted(p for p in state.archive.rglob("*") if p.is_file())
    return {
        str(p.relative_to(state.archive)): hashlib.sha256(p.read_bytes()).hexdigest() for p in files
    }


def test_twenty_of_twenty_are_staged_and_read(
    world: World, make_source: Any, state: StatePaths
) -> None:
    result = fetch.run(world.source(make_source), day(0), state)
    found = snapshots(result)
    assert result.staged == len(found) == COUNT, [o for o in result.outcomes if o.reason]
    for snapshot in found:
        raw = read_payload(state, snapshot)
        read = extract(raw, snapshot.content_type, snapshot.declared_encoding)
        assert "조 원을 투자한다고" in read.text
        assert "造船所は新しいドックを" in read.text
        assert "All rights reserved" not in read.text


def test_a_second_run_stages_nothing_and_downloads_only_what_changed(
    world: World, make_source: Any, state: StatePaths
) -> None:
    source = world.source(make_source)
    fetch.run(source, day(0), state)
    world.site.log.clear()
    result = fetch.run(source, day(1), state)
    assert result.staged == 0
    assert result.shards == ()
    assert sum(asked.sent for asked in world.site.log if asked.status == 200) == 0
    world.change(7)
    world.site.log.clear()
    changed = fetch.run(source, day(2), state)
    assert changed.staged == 1
    web_bytes = sum(asked.sent for asked in world.site.log if asked.status == 200)
    assert web_bytes == (0 if world.kind in ("files", "warc") else len(world.bodies[7]))


def test_a_changed_page_is_one_new_version_and_both_stay(
    world: World, make_source: Any, state: StatePaths
) -> None:
    source = world.source(make_source)
    first = fetch.run(source, day(0), state)
    world.change(7)
    second = fetch.run(source, day(1), state)
    (new,) = snapshots(second)
    (old,) = [s for s in snapshots(first) if s.identity == new.identity]
    assert old.raw_sha256 != new.raw_sha256
    raw = read_payload(state, new)
    assert extract(raw, new.content_type).status == "corrected"
    assert read_payload(state, old) == world.body(7)


def test_the_archive_alone_rebuilds_everything(
    world: World, make_source: Any, state: StatePaths
) -> None:
    source = world.source(make_source)
    fetch.run(source, day(0), state)
    world.change(3)
    fetch.run(source, day(1), state)
    before = digests(state)
    for path in state.archive.rglob("*.jsonl"):
        path.unlink()
    list(fetch.reread(state))
    assert digests(state) == before


def test_a_repeated_interval_asks_nobody(world: World, make_source: Any, state: StatePaths) -> None:
    source = world.source(make_source)
    first = fetch.run(source, day(0), state)
    world.site.log.clear()
    again = fetch.run(source, day(0), state)
    assert again.shards == first.shards
    assert world.site.log == []
