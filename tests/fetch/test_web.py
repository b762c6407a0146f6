"""Pages over time: gone twice, the same text, two addresses of one article, full fetches."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from wirebook import fetch
from wirebook.archive import excerpts
from wirebook.archive.days import read_payload
from wirebook.archive.excerpts import Excerpt
from wirebook.archive.snapshots import Interval, Snapshot, read_shard
from wirebook.fetch import texts
from wirebook.fetch.job import unknown
from wirebook.pages.article import digest_of
from wirebook.pages.extract import extract
from wirebook.settings import StatePaths
from wirebook.sources import Source


def day(number: int) -> Interval:
    start = datetime(2025, 3, 1, tzinfo=UTC) + timedelta(days=number)
    return Interval(start, start + timedelta(days=1))


class Pages:
    """A list of addresses at the site, run day by day."""

    def __init__(self, site: Any, answer: Any, source: Source, listing: Path, state: StatePaths):
        self.site, self.answer, self.source, self.listing, self.state = (
            site,
            answer,
            source,
            listing,
            state,
        )

    def put(self, path: str, body: str, **fields: Any) -> None:
        self.site.answers[path] = self.answer(body.encode(), **fields)

    def list(self, *paths: str) -> None:
        self.listing.write_text("\n".join(self.site.root + p for p in paths), encoding="utf-8")

    def run(
        self, number: int, known: Callable[[Snapshot], str | None] = unknown
    ) -> fetch.FetchResult:
        self.site.log.clear()
        return fetch.run(self.source, day(number), self.state, known=known)


@pytest.fixture
def pages(
    site: Any, answer: Any, make_source: Callable[..., Source], tmp_path: Path, state: StatePaths
) -> Pages:
    listing = tmp_path / "list.txt"
    source = make_source("addresses", str(listing), max_articles=5)
    made = Pages(site, answer, source, listing, state)
    made.list("/a")
    return made


def statuses(result: fetch.FetchResult) -> list[tuple[str, str | None]]:
    return [(o.status, o.reason) for o in result.outcomes if o.status != "listed"]


def snapshots(result: fetch.FetchResult) -> list[Snapshot]:
    return [s for shard in result.shards for s in read_shard(shard)]


@pytest.mark.parametrize("status", [404, 410])
def test_gone_once_is_noted_and_gone_twice_is_retracted(
    status: int, pages: Pages, make_page: Any
) -> None:
    pages.put("/a", make_page(1))
    (live,) = snapshots(pages.run(0))
    pages.put("/a", "gone", status=status)
    assert pages.run(1).shards == ()
    (retracted,) = snapshots(pages.run(2))
    assert (live.status, retracted.status) == ("live", "retracted")
    assert retracted.raw_sha256 == live.raw_sha256
    assert read_payload(pages.state, retracted) == make_page(1).encode()
    assert pages.run(3).shards == ()


def test_a_page_that_fell_out_of_the_list_is_still_seen_to_go(pages: Pages, make_page: Any) -> None:
    for path in ("/a", "/b"):
        pages.put(path, make_page(1 if path == "/a" else 2))
    pages.list("/a", "/b")
    pages.run(0)
    pages.list("/b")
    pages.put("/a", "gone", status=410)
    pages.run(1)
    (retracted,) = snapshots(pages.run(2))
    assert (retracted.target, retracted.status) == (pages.site.root + "/a", "retracted")
    pages.run(3)
    assert pages.site.pages() == ["/b"]


def test_unlisted_pages_are_asked_for_no_longer_than_a_week(pages: Pages, make_page: Any) -> None:
    pages.put("/a", make_page(1), headers={"ETag": '"a"'})
    pages.run(0)
    pages.list()
    asked = [len([p for p in (pages.run(n), pages.site.pages())[1]]) for n in range(1, 10)]
    assert asked == [1] * 7 + [0] * 2


def test_a_page_that_comes_back_in_between_is_not_retracted(pages: Pages, make_page: Any) -> None:
    pages.put("/a", make_page(1))
    pages.run(0)
    for number, status in ((1, 404), (2, 200), (3, 404)):
        pages.put("/a", make_page(1), status=status)
        assert pages.run(number).shards == ()


@pytest.mark.parametrize("number", [1, 2])
def test_a_retracted_page_that_is_back_is_live_again(
    number: int, pages: Pages, make_page: Any
) -> None:
    pages.put("/a", make_page(1), headers={"ETag": '"a"'})
    (live,) = snapshots(pages.run(0))
    pages.put("/a", "gone", status=404)
    pages.run(1), pages.run(2)
    pages.put("/a", make_page(number), headers={"ETag": '"a"'})
    (back,) = snapshots(pages.run(3))
    assert (back.identity, back.status) == (live.identity, "live")
    assert pages.run(4).shards == ()


def test_a_server_error_is_not_gone(pages: Pages, make_page: Any) -> None:
    pages.put("/a", make_page(1))
    pages.run(0)
    pages.put("/a", "broken", status=500)

    result = pages.run(1)
    assert statuses(result) == [("failed", "status 500")]
    assert result.shards == ()


def test_other_adverts_around_the_same_text_are_no_version(pages: Pages, make_page: Any) -> None:
    pages.put("/a", make_page(1))
    pages.run(0)
    pages.put("/a", make_page(1).replace("Sports", "Weather"))
    result = pages.run(1)
    assert statuses(result) == [("unchanged", "same main text")]
    assert result.shards == ()
    pages.put("/a", make_page(1, extra="<p>The dock will also have a new crane of steel.</p>"))
    assert pages.run(2).staged == 1


def finish(pages: Pages, result: fetch.FetchResult) -> None:
    """Do to held bytes what reading them does: only the digest of the text stays."""
    for shard in result.shards:
        with excerpts.keeping(pages.state, shard) as keep:
            for snapshot in read_shard(shard):
                raw = read_payload(pages.state, snapshot)
                text = extract(raw, snapshot.content_type).text
                keep(snapshot, Excerpt(snapshot.retention, digest_of(text)))


@pytest.mark.parametrize("retention", ["full", "spans_only", "hash_only"])
def test_adverts_that_change_every_day_are_no_version_however_little_is_kept(
    retention: str, pages: Pages, make_page: Any
) -> None:
    pages.source = replace(pages.source, retention=retention)
    pages.put("/a", make_page(1))
    finish(pages, pages.run(0))
    for number, advert in ((1, "Weather"), (2, "Weather"), (3, "Chess"), (4, "Sports")):
        pages.put("/a", make_page(1).replace("Sports", advert))
        result = pages.run(number)
        assert [status for status, _ in statuses(result)] == ["unchanged"], number
    pages.put("/a", make_page(2))
    assert pages.run(5).staged == 1


@pytest.mark.parametrize("known", [True, False])
def test_a_changed_page_is_extracted_once_and_what_was_read_not_again(
    known: bool, pages: Pages, make_page: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages.source = replace(pages.source, retention="full")
    pages.put("/a", make_page(1))
    (before,) = snapshots(pages.run(0))
    digest = digest_of(extract(read_payload(pages.state, before), before.content_type).text)
    extracted: list[bytes] = []
    real = texts.text_digest
    monkeypatch.setattr(
        texts, "text_digest", lambda raw, *a, **k: extracted.append(raw) or real(raw, *a, **k)
    )
    pages.put("/a", make_page(1).replace("Sports", "Chess"))
    result = pages.run(1, lambda _: digest if known else None)
    assert [status for status, _ in statuses(result)] == ["unchanged"]
    assert len(extracted) == (1 if known else 2)
    pages.put("/a", make_page(2))
    assert pages.run(2, lambda _: digest if known else None).staged == 1


def test_what_is_kept_of_a_day_is_read_once_however_many_of_its_pages_changed(
    pages: Pages, make_page: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages.source = replace(pages.source, retention="hash_only")
    names = [f"/{n}" for n in range(4)]
    pages.list(*names)
    for name in names:
        pages.put(name, make_page(int(name[1:])))
    finish(pages, pages.run(0))
    for name in names:
        pages.put(name, make_page(int(name[1:])).replace("Sports", "Chess"))
    read: list[str] = []
    real = excerpts.of
    monkeypatch.setattr(excerpts, "of", lambda state, held: read.append(held) or real(state, held))
    assert [status for status, _ in statuses(pages.run(1))] == ["unchanged"] * 4
    assert len(read) == 1


def test_two_addresses_of_one_article_are_one(pages: Pages, make_page: Any) -> None:
    head = '<link rel="canonical" href="/a">'
    pages.put("/a", make_page(1, head=head))
    pages.put("/mobile?id=1", make_page(1, head=head))
    pages.list("/a", "/a?utm_source=x", "/a#part", "/mobile?id=1")
    result = pages.run(0)
    assert [status for status, _ in statuses(result)] == ["duplicate"] * 2 + ["staged", "duplicate"]
    assert pages.site.pages() == ["/a", "/mobile?id=1"]
    assert {o.target.removeprefix(pages.site.root) for o in result.outcomes} >= {
        "/a",
        "/a?utm_source=x",
        "/a#part",
        "/mobile?id=1",
    }


def test_two_articles_at_one_address_but_for_an_origin_are_two(
    pages: Pages, make_page: Any
) -> None:
    paths = ("/news?ref=abc", "/news?ref=abd", "/news")
    for number, path in enumerate(paths):
        pages.put(path, make_page(number))
    pages.list(*paths)
    result = pages.run(0)
    assert [status for status, _ in statuses(result)] == ["staged"] * 3
    assert len({snapshot.identity for snapshot in snapshots(result)}) == 3
    assert [status for status, _ in statuses(pages.run(1))] == ["unchanged"] * 3
    pages.list("/news?ref=abd")
    pages.put("/news?ref=abd", make_page(7))
    (changed,) = snapshots(pages.run(2))
    assert changed.identity.endswith("/news?ref=abd")


def test_one_article_at_two_addresses_but_for_an_origin_is_one(
    pages: Pages, make_page: Any
) -> None:
    for path in ("/news?ref=home", "/news"):
        pages.put(path, make_page(1))
    pages.list("/news?ref=home", "/news")
    result = pages.run(0)
    assert [status for status, _ in statuses(result)] == ["staged", "duplicate"]
    assert len(snapshots(result)) == 1


def test_pages_that_all_declare_their_section_stay_themselves(pages: Pages, make_page: Any) -> None:
    head = '<link rel="canonical" href="/business">'
    for number in (1, 2):
        pages.put(f"/n/{number}", make_page(number, head=head))
        pages.list(f"/n/{number}")
        (staged,) = snapshots(pages.run(number))
        assert staged.identity.endswith(f"/n/{number}")
    pages.put("/business", make_page(3))
    pages.list("/business", "/n/1", "/n/2")
    assert [status for status, _ in statuses(pages.run(3))] == ["staged", "unchanged", "unchanged"]


def test_the_numbers_of_an_origin_name_articles(pages: Pages, make_page: Any) -> None:
    for number in (1234, 1235):
        pages.put(f"/news?ref={number}", make_page(number))
    pages.list("/news?ref=1234", "/news?ref=1235")
    assert pages.run(0).staged == 2
    assert [status for status, _ in statuses(pages.run(1))] == ["unchanged"] * 2


def test_a_sitemap_index_without_end_is_cut_and_told(
    pages: Pages, site: Any, answer: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from wirebook.fetch import web

    monkeypatch.setattr(web, "_MOST_SITEMAPS", 4)
    children = "".join(f"<sitemap><loc>{site.root}/{n}.xml</loc></sitemap>" for n in range(9)) * 2
    site.answers["/list"] = answer(f"<sitemapindex>{children}</sitemapindex>".encode())
    pages.source = replace(pages.source, kind="sitemap", addresses=(f"{site.root}/list",))
    result = pages.run(0)
    assert pages.site.pages() == ["/list", "/0.xml", "/1.xml", "/2.xml"]
    assert ("skipped", "12 lists beyond the first 4") in statuses(result)


def test_a_server_that_never_changes_its_etag_is_asked_in_full_sometimes(
    pages: Pages, make_page: Any
) -> None:
    headers = {"ETag": '"always"'}
    pages.put("/a", make_page(1), headers=headers)
    pages.run(0)
    pages.put("/a", make_page(2), headers=headers)
    staged = [pages.run(number).staged for number in range(1, 9)]
    assert staged == [0, 0, 0, 0, 0, 0, 1, 0]


def test_no_more_than_max_articles_are_asked_for(pages: Pages, make_page: Any) -> None:
    for n in range(8):
        pages.put(f"/{n}", make_page(n))
    pages.list(*(f"/{n}" for n in range(8)))
    result = pages.run(0)
    assert result.staged == 5
    assert statuses(result)[5:] == [("skipped", "beyond max_articles (5)")] * 3


ODD = [
    ({"kind": "application/pdf"}, "%PDF-1.7", "skipped"),
    ({"kind": "image/png"}, "png", "skipped"),
    ({"status": 403}, "no", "failed"),
    ({"status": 451}, "no", "failed"),
    ({}, "", "failed"),
    ({}, "\x00\x01\x02" * 200, "quarantined"),
]


@pytest.mark.parametrize(("fields", "body", "status"), ODD)
def test_what_is_not_a_page_is_an_outcome_and_the_others_go_on(
    fields: dict[str, Any], body: str, status: str, pages: Pages, make_page: Any
) -> None:
    pages.put("/a", body, **fields)
    pages.put("/b", make_page(2))
    pages.list("/a", "/b", "http://[::1", "ftp://x/", "not an address")
    result = pages.run(0)
    got = [status for status, _ in statuses(result)]
    assert got == [status, "staged", "refused", "refused", "refused"]


def test_request_and_response_are_archived_with_verified_digests(
    pages: Pages, make_page: Any
) -> None:
    from fastwarc.warc import ArchiveIterator

    pages.put("/a", make_page(1))
    (snapshot,) = snapshots(pages.run(0))
    path = pages.state.archive / snapshot.warc_file
    with path.open("rb") as stream:
        kinds = [r.headers["WARC-Type"] for r in ArchiveIterator(stream, verify_digests=True)]
    assert kinds == ["warcinfo", "response", "request", "metadata"]
