"""An erased address is not asked for again, whatever names it, and its feed is kept without it."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from wirebook import fetch
from wirebook.archive import erased
from wirebook.archive.days import days, snapshots
from wirebook.archive.snapshots import Interval
from wirebook.erasure import erase
from wirebook.settings import StatePaths
from wirebook.sources import Source
from wirebook.verify import evidence

SECRETS = ("secret-dock", "Dock number 7")


class Feed:
    """A feed of two pages, fetched day by day."""

    def __init__(self, site: Any, answer: Any, make_page: Any, source: Source, state: StatePaths):
        self.site, self.answer, self.source, self.state = site, answer, source, state
        for number, path in ((1, "/a/open-dock-1"), (7, "/a/secret-dock-7?utm_source=x&id=4")):
            site.answers[path] = answer(make_page(number).encode())

    def run(self, number: int, *more: str) -> list[tuple[str, str]]:
        """Fetch a day; return the status and target of every attempt."""
        listed = ("/a/open-dock-1", "/a/secret-dock-7?utm_source=x&amp;id=4", *more)
        items = "".join(
            f"<item><title>Dock number {path[-1]}</title><link>{self.site.root}{path}</link></item>"
            for path in listed
        )
        body = f'<?xml version="1.0"?><rss version="2.0"><channel>{items}</channel></rss>'
        self.site.answers["/feed"] = self.answer(body.encode(), kind="application/rss+xml")
        self.site.log.clear()
        start = datetime(2025, 3, 1 + number, tzinfo=UTC)
        done = fetch.run(self.source, Interval(start, start + timedelta(days=1)), self.state)
        return [(outcome.status, outcome.target) for outcome in done.outcomes]

    def kept(self) -> str:
        """Return all that archive and operational tables say."""
        found = [gzip.decompress(p.read_bytes()) for p in self.state.archive.rglob("*.gz")]
        found += [p.read_bytes() for p in self.state.archive.rglob("*.jsonl")]
        found += [p.read_bytes() for p in self.state.ops.rglob("*.parquet")]
        return b"\n".join(found).decode("utf-8", "replace")


@pytest.fixture
def feed(
    site: Any, answer: Any, make_page: Any, make_source: Callable[..., Source], state: StatePaths
) -> Feed:
    return Feed(site, answer, make_page, make_source("feed", site.root + "/feed"), state)


def erase_it(feed: Feed, target: str) -> erased.Erasure:
    erase.begin(feed.state, target, "a request")
    done = erase.finish(feed.state, print)
    erase.forget(feed.state, done)
    return done


def test_an_erased_page_leaves_the_archive_and_is_not_asked_for_again(feed: Feed) -> None:
    assert [status for status, _ in feed.run(0)] == ["listed", "staged", "staged"]
    assert all(secret in feed.kept() for secret in SECRETS)
    done = erase_it(feed, feed.site.root + "/a/secret-dock-7?id=4")
    assert done.records == 6  # the page's and the feed's response, request and snapshot
    assert not any(secret in feed.kept() for secret in SECRETS)
    [folder] = days(feed.state, feed.source.name)
    assert [s.target[-11:] for s in snapshots(folder)] == ["open-dock-1"]
    assert [evidence.damage(path) for path in folder.glob("*.gz")] == [None]

    outcomes = feed.run(1, "/a/secret-dock-7?id=4&amp;utm_medium=mail")
    assert ("refused", erased.NAMELESS) in outcomes
    assert feed.site.pages() == ["/feed", "/a/open-dock-1"]
    assert not any(secret in feed.kept() for secret in SECRETS)

    assert erased.lift(feed.state, feed.site.root + "/a/secret-dock-7?id=4", "2025-03-09")
    assert [status for status, _ in feed.run(2)] == ["listed", "unchanged", "staged"]


def test_a_page_that_leads_to_an_erased_one_is_not_kept(feed: Feed, make_page: Any) -> None:
    feed.run(0)
    erase_it(feed, feed.site.root + "/a/secret-dock-7?id=4")
    canonical = f'<link rel="canonical" href="{feed.site.root}/a/secret-dock-7?id=4">'
    feed.site.answers["/a/other-7"] = feed.answer(make_page(7, head=canonical).encode())
    outcomes = feed.run(1, "/a/other-7")
    assert outcomes.count(("refused", erased.NAMELESS)) == 2
    assert "secret-dock" not in feed.kept()
