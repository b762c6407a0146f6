"""A run that is killed at any moment, or whose derived files are lost, ends as if undisturbed."""

from __future__ import annotations

import multiprocessing
import os
import shutil
import signal
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any

import crashes
import pytest
from wirebook import ingest
from wirebook.archive import days, records
from wirebook.landing import parts as landing
from wirebook.landing.shard import read_shard_file

# Two of one day: the second brings nothing new, and reads what the first one landed again.
NOON, NIGHT = "2025-03-01T12:00:00+00:00", "2025-03-02T00:00:00+00:00"
TIMES = (("2025-03-01T00:00:00+00:00", NOON), (NOON, NIGHT))
SOURCE = """
  - name: {name}
    kind: {kind}
    address: {address}
    outlet: {name}
    timezone: Asia/Seoul
    licence: ours
    retention: {retention}
    pace_seconds: 0
    local: true
"""
# Each record, rename and removal. Before a sync or a row group is as good as before the rename.
STEPS = ((days._File, "write"), (os, "replace"), (os, "unlink"))


def ingest_all(sources: Path, home: Path) -> None:
    """Fetch and read two intervals of every source."""
    os.environ["WIREBOOK_HOME"] = str(home)
    for times in TIMES:
        for name in ingest.plan(str(sources)):
            for shard in ingest.fetch_source(str(sources), name, *times):
                read_shard_file(str(sources), shard, *times)


def ingest_and_die(sources: Path, home: Path, steps: int) -> None:
    """Do the same; die after so many steps."""
    crashes.die_after(steps, *STEPS)
    ingest_all(sources, home)


def exit_code(*arguments: Any) -> int:
    """Call :func:`ingest_and_die` in a copy of this process, whose lists are loaded."""
    process = multiprocessing.get_context("fork").Process(target=ingest_and_die, args=arguments)
    process.start()
    process.join()
    assert process.exitcode is not None
    return process.exitcode


def tree(home: Path) -> dict[str, bytes]:
    files = [*(home / "archive").rglob("*"), *(home / "landing").rglob("*")]
    return {
        str(path.relative_to(home)): path.read_bytes()
        for path in files
        if path.is_file() and path.suffix != ".partial"
    }


def staged(home: Path) -> set[str]:
    """Return the addresses whose outcome says that they were staged."""
    parts = (home / "ops" / "fct_fetch_outcomes").rglob("*.parquet")
    rows = [row for part in parts for row in landing.read_part(part)]
    return {row["target"] for row in rows if row["status"] == "staged"}


def lay_out(retention: str, site: Any, answer: Any, page: Callable[..., str], folder: Path) -> Path:
    """Put two articles behind a feed and one into a WARC file; return the sources file.

    ``retention`` is the feed's; the WARC file is kept in full.
    """
    for n in range(2):
        site.answers[f"/{n}"] = answer(page(n).encode(), headers={"ETag": f'"{n}"'})
    links = "".join(f"<item><title>t</title><link>{site.root}/{n}</link></item>" for n in range(2))
    feed = f'<?xml version="1.0"?><rss version="2.0"><channel>{links}</channel></rss>'
    site.answers["/feed"] = answer(feed.encode(), "application/rss+xml", headers={"ETag": '"f"'})
    record = records.record(
        "response",
        records.record_id("test"),
        "2025-03-01T00:00:00Z",
        page(2).encode(),
        uri="https://news.example.com/2",
        content_type="application/http; msgtype=response",
        http_head=b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n",
    )
    (folder / "crawl.warc.gz").write_bytes(record)
    entries = [
        SOURCE.format(name="feed", kind="feed", address=f"{site.root}/feed", retention=retention),
        SOURCE.format(name="warc", kind="warc", address="crawl.warc.gz", retention="full"),
    ]
    sources = folder / "sources.yaml"
    sources.write_text("name: test\nsources:" + "".join(entries), encoding="utf-8")
    return sources


def test_killed_at_any_step_and_run_again_ends_the_same(
    site: Any,
    answer: Any,
    make_page: Callable[..., str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sources = lay_out("spans_only", site, answer, make_page, tmp_path)
    monkeypatch.setenv("WIREBOOK_HOME", "")  # what ingest_all sets is put back
    # Several files and shards a day, so that a commit has a middle to be killed in.
    monkeypatch.setattr(days, "ROTATE_BYTES", 1)
    monkeypatch.setattr(days, "SHARD_ARTICLES", 1)
    ingest_all(sources, tmp_path / "clean")
    clean = tree(tmp_path / "clean")
    assert len([name for name in clean if name.startswith("landing")]) == 2 * 3
    home = tmp_path / "state"
    for step in count():
        code = exit_code(sources, home, step)
        if code == 0:
            break
        assert code == -signal.SIGKILL
        ingest_all(sources, home)
        again = tree(home)
        assert again.keys() == clean.keys(), step
        assert again == clean, step
        assert staged(home) == staged(tmp_path / "clean"), step
        shutil.rmtree(home)
    assert step > 30


@pytest.mark.parametrize("retention", ["full", "spans_only"])
def test_the_warc_files_alone_rebuild_archive_and_landing(
    retention: str,
    site: Any,
    answer: Any,
    make_page: Callable[..., str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sources = lay_out(retention, site, answer, make_page, tmp_path)
    home = tmp_path / "state"
    monkeypatch.setenv("WIREBOOK_HOME", "")
    ingest_all(sources, home)
    before = tree(home)
    for path in [*(home / "archive").rglob("*.jsonl"), *(home / "landing").rglob("*.parquet")]:
        # Rows of what was not kept whole are the only copy of their reading.
        if retention == "full" or "source=feed" not in str(path):
            path.unlink()
    list(ingest.reread(str(sources), ["feed", "warc"]))
    assert tree(home) == before
    site.log.clear()
    ingest_all(sources, home)
    assert site.log == [], "both intervals were fetched, the second one in vain"
    assert tree(home) == before
