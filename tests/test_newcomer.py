"""The README's way for a person who has never seen it: add a feed, run, look at its facts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pipeline
import pytest
from news_site import Answer, Site
from wirebook import cli
from wirebook.settings import StatePaths

pytestmark = pytest.mark.slow

Said = pytest.CaptureFixture[str]
# Three reports of our own; the first two are one fact that two pages tell.
REPORTS = {
    "tern": "Tern Harbour Energy will invest $4.2 billion in a battery plant in Ohio, it said.",
    "tern-again": "Tern Harbour Energy is to invest $4.2 billion in an Ohio battery plant.",
    "loon": "The Loon Bank has agreed to lend Grebe Motors 310 million euros, it said on Monday.",
}
PAGE = """<!doctype html><html lang="en"><head><title>{title} - Tern Herald</title>
<meta property="article:published_time" content="2026-11-09T08:00:00-05:00"></head>
<body><article><h1>{title}</h1><p>{said}</p>
<p>The company told reporters about it in Columbus, where most of those who work for it live.</p>
<p>Whether the town will build the road that leads there was not known in the evening.</p>
</article></body></html>"""


@pytest.fixture
def site() -> Iterator[Site]:
    running = Site()
    items = "".join(
        f"<item><title>{name}</title><link>{running.root}/{name}</link></item>" for name in REPORTS
    )
    feed = f'<rss version="2.0"><channel><title>Tern Herald</title>{items}</channel></rss>'
    running.answers = {"/rss": Answer(feed.encode(), "application/rss+xml")}
    for name, said in REPORTS.items():
        page = PAGE.format(title=f"What {name.capitalize()} said", said=said)
        running.answers[f"/{name}"] = Answer(page.encode())
    yield running
    running.close()


def test_a_feed_that_was_added_is_on_the_page_after_one_run(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Said
) -> None:
    file, state = tmp_path / "desk.yaml", StatePaths(tmp_path / "state")
    for name, value in pipeline.use(file, state).items():
        monkeypatch.setenv(name, value)
    given = ["--local", "--timezone", "America/New_York", "--sources", str(file)]
    assert cli.main(["source", "add", f"{site.root}/rss", *given]) == 0
    # One second between requests is manners elsewhere; this site is ours.
    file.write_text(file.read_text("utf-8").rstrip() + "\n    pace_seconds: 0\n", "utf-8")
    assert cli.main(["source", "check"]) == 0
    assert "3" in capsys.readouterr().out
    pipeline.run(0)

    assert cli.main(["facts", "--format", "json"]) == 0
    facts = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    told = {(fact["subject"], fact["amount_point"], fact["currency"]) for fact in facts}
    assert ("Tern Harbour Energy", "4200000000", "USD") in told
    assert any((amount, currency) == ("310000000", "EUR") for _, amount, currency in told)
    assert cli.main(["facts", "--entity", "Tern Harbour Energy"]) == 0
    assert "4.2 bn USD" in capsys.readouterr().out

    book = state.published / "site"
    assert (book / "index.html").is_file()
    shards = "".join(shard.read_text("utf-8") for shard in book.rglob("*.js"))
    assert "Tern Harbour Energy" in shards and facts[0]["fact_id"] in shards
