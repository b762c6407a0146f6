"""Benchmarks of fetching, in pages and records per CPU second on one core.

    python bench/fetch.py pages [--count 300]      ours (both lanes) against the extractors alone
    python bench/fetch.py pages FOLDER             the same on the saved pages of a folder
    python bench/fetch.py warc [--records 5000]    our WARC reading against fastwarc, same digests
    python bench/fetch.py memory [--megabytes 1000] peak memory while a WARC file is staged
    python bench/fetch.py landing [--count 2000]   peak memory while so many articles are read
    python bench/fetch.py lanes FOLDER             may a source take the fast lane? its saved pages

The pages are made here, in the manner of news pages: a head with scripts and metadata, navigation,
an article of 6 to 30 paragraphs, related links, comments and a footer.
"""

from __future__ import annotations

import argparse
import base64
import json
import os
import random
import resource
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

from fastwarc.warc import ArchiveIterator, WarcRecordType
from wirebook import fetch, ingest
from wirebook.archive import records as warc_records
from wirebook.archive.days import read_payload
from wirebook.archive.snapshots import Interval, Snapshot, read_shard
from wirebook.fetch import files, warcs
from wirebook.fetch.base import FetchError
from wirebook.landing.shard import read_shard_file
from wirebook.pages import encoding
from wirebook.pages.article import ArticleError
from wirebook.pages.extract import extract
from wirebook.settings import StatePaths
from wirebook.sources import Source

WORDS = (
    "shipyard dock investment plan trillion won quarter company analyst region harbour steel "
    "report minister budget growth market contract order vessel engine crew supplier price rise"
).split()
KOREAN = (
    "한빛조선은 도크를 새로 짓는 계획을 밝혔다 투자 규모는 조 원 이상이며 공사는 내년 봄에 시작해 "
    "삼 년 동안 이어진다고 회사는 설명했다 업계는 이번 결정이 지역 경제에 도움이 될 것으로 본다"
).split()
MAX_BYTES = 10_000_000


_SOURCES = f"""\
name: bench
sources:
  - name: bench
    kind: files
    address: in
    outlet: Bench
    timezone: Asia/Seoul
    licence: ours
    retention: full
    max_bytes: {MAX_BYTES}
"""


def made_pages(count: int) -> list[bytes]:
    """Return ``count`` pages, the same ones every time."""
    pick = random.Random(7)
    return [_page(pick, number) for number in range(count)]


def saved_pages(folder: Path) -> list[bytes]:
    """Return the pages of a folder that can be read as text."""
    raw = [path.read_bytes() for path in sorted(folder.glob("*.htm*"))]
    return [page for page in raw if files.why_unreadable(page, "text/html") is None]


def _page(pick: random.Random, number: int) -> bytes:
    words = KOREAN if number % 2 else WORDS
    paragraphs = [_sentence(pick, words) for _ in range(pick.randrange(6, 30))]
    links = "".join(
        f'<li><a href="/news/{n}">{_sentence(pick, words)[:40]}</a></li>' for n in range(40)
    )
    data = json.dumps({"@type": "NewsArticle", "headline": f"Title {number}", "text": "x" * 200})
    scripts = "".join(f"<script>var a{n} = {list(range(200))};</script>" for n in range(10))
    body = "".join(f"<p class='t'>{text} <b>{pick.randrange(9)}</b></p>" for text in paragraphs)
    divs = "".join(f"<div class='c{n}'><span>{n}</span></div>" for n in range(200))
    return (
        f"<!doctype html><html><head><meta charset=utf-8><title>Title {number}</title>"
        f"<script type='application/ld+json'>{data}</script>{scripts}</head><body><nav><ul>{links}"
        f"</ul></nav>{divs}<article><h1>Title {number}</h1>{body}</article><aside><ul>{links}</ul>"
        f"</aside><footer>All rights reserved.</footer></body></html>"
    ).encode()


def _sentence(pick: random.Random, words: list[str]) -> str:
    return " ".join(pick.choices(words, k=pick.randrange(25, 60))) + "."


def timed(work: Callable[[], int]) -> float:
    """Return units of work per CPU second."""
    began = time.process_time()
    done = work()
    return done / (time.process_time() - began)


def pages(raw: list[bytes]) -> None:
    """Compare fetch, archive and extract with the extractors alone, on the same pages.

    Of three rounds in turn the best of each counts: what else the machine does only slows.
    """
    import trafilatura
    from resiliparse.extract.html2text import extract_plain_text

    texts = [encoding.decode(page, is_html=True).shown for page in raw]

    def alone(texts: list[str]) -> int:
        for text in texts:
            trafilatura.extract(text, include_comments=False, include_tables=True)
        return len(texts)

    def fast_alone(texts: list[str]) -> int:
        for text in texts:
            extract_plain_text(text, main_content=True)
        return len(texts)

    with tempfile.TemporaryDirectory() as name:
        first, incoming = Path(name) / "first", Path(name) / "in"
        _save(raw[:1], first)
        _save(raw, incoming)
        contestants: dict[str, tuple[Callable[[Any], int], Any, Any]] = {
            "trafilatura alone": (alone, texts[:1], texts),
            "resiliparse alone": (fast_alone, texts[:1], texts),
            "ours, everything on": (partial(_whole, fast=False), first, incoming),
            "ours, fast lane": (partial(_whole, fast=True), first, incoming),
        }
        for work, one, _ in contestants.values():
            work(one)  # imports and caches are nobody's pages
        rates = [
            {name: timed(partial(work, every)) for name, (work, _, every) in contestants.items()}
            for _ in range(3)
        ]
    base = max(rate["trafilatura alone"] for rate in rates)
    for name in contestants:
        best = max(rate[name] for rate in rates)
        _row(name, best, best / base)


def _save(raw: list[bytes], folder: Path) -> None:
    folder.mkdir()
    for number, page in enumerate(raw):
        (folder / f"{number}.html").write_bytes(page)


def _whole(incoming: Path, fast: bool) -> int:
    with tempfile.TemporaryDirectory() as folder:
        state = StatePaths(Path(folder))
        result = fetch.run(_source("files", incoming), Interval.of_day("2025-03-01"), state)
        snapshots: list[Snapshot] = [s for p in result.shards for s in read_shard(p)]
        for snapshot in snapshots:
            payload = read_payload(state, snapshot)
            # A page without an article is work as well.
            with suppress(ArticleError):
                extract(payload, snapshot.content_type, timezone="Asia/Seoul", fast=fast)
        return len(snapshots)


def _source(kind: str, path: Path) -> Source:
    return Source(
        name="bench",
        kind=kind,  # type: ignore[arg-type]
        addresses=(str(path),),
        outlet="Bench",
        timezone="Asia/Seoul",
        licence="ours",
        retention="full",
        max_bytes=MAX_BYTES,
    )


def write_warc(path: Path, records: int) -> None:
    """Write a gzipped WARC file of made pages, fifty different ones again and again."""
    packed = [_record(number, page) for number, page in enumerate(made_pages(50))]
    with path.open("wb") as out:
        for number in range(records):
            out.write(packed[number % len(packed)])


def write_large_warc(path: Path, megabytes: int) -> int:
    """Write a file of at least that size, every page another; return the number of records.

    Each page has 16 kB that do not compress, so the file has as many pages as real ones have.
    """
    pages = made_pages(50)
    number = 0
    with path.open("wb") as out:
        while out.tell() < megabytes * 1_000_000:
            noise = base64.b64encode(random.Random(number).randbytes(12_000))
            page = pages[number % 50].replace(b"</body>", b"<!-- " + noise + b" --></body>")
            out.write(_record(number, page))
            number += 1
    return number


def _record(number: int, page: bytes) -> bytes:
    return warc_records.record(
        "response",
        warc_records.record_id("bench", str(number)),
        "2025-03-01T00:00:00Z",
        page,
        uri=f"https://news.example.com/{number}",
        content_type="application/http; msgtype=response",
        http_head=b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n",
    )


def warc(records: int) -> None:
    """Compare our reading of WARC records with fastwarc verifying the same payload digests."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bench.warc.gz"
        write_warc(path, records)
        # In turns, so that what else the machine does falls on both.
        base, ours = [], []
        for _ in range(7):
            base.append(timed(lambda: sum(1 for _ in _fastwarc(path))))
            ours.append(timed(lambda: sum(1 for _ in _ours(path))))
    middle = statistics.median
    _row("fastwarc with digests", middle(base), 1.0)
    _row("ours", middle(ours), middle(o / b for o, b in zip(ours, base, strict=True)))


def _fastwarc(path: Path) -> Iterator[int]:
    with path.open("rb") as stream:
        for record in ArchiveIterator(
            stream, record_types=WarcRecordType.response, parse_http=True
        ):
            if record.verify_payload_digest():
                yield len(record.reader.read())


def _ours(path: Path) -> Iterator[int]:
    for record in warcs.records(path):
        try:
            yield len(warcs.page_of(record, MAX_BYTES).body)
        except FetchError:
            continue


def memory(megabytes: int) -> None:
    """Print how much peak memory grows while a WARC file of that size is staged by a run.

    What libraries take once (pyarrow imports pandas, 50 MB) is taken by a small file before.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bench.warc.gz"
        write_large_warc(path, 1)
        small, state = (StatePaths(Path(folder) / name) for name in ("small", "state"))
        fetch.run(_source("warc", path), Interval.of_day("2025-03-01"), small)
        count = write_large_warc(path, megabytes)
        before = _peak()
        for _ in _ours(path):
            pass
        print(f"{megabytes} MB, {count} records, read: {_peak() - before:.1f} MB growth")
        result = fetch.run(_source("warc", path), Interval.of_day("2025-03-01"), state)
        print(f"{result.staged} staged: {_peak() - before:.1f} MB growth")


def landing(count: int) -> None:
    """Print how much peak memory grows while one shard of so many short articles is read.

    The reader's own lists are loaded by a first shard, which does not count.
    """
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        os.environ["WIREBOOK_HOME"] = str(home / "state")
        (home / "in").mkdir()
        (home / "sources.yaml").write_text(_SOURCES, encoding="utf-8")
        pick = random.Random(7)
        for day, number in (("2025-03-01", 300), ("2025-03-02", count)):
            for n in range(number):
                text = "\n".join(_sentence(pick, WORDS) for _ in range(4))
                amount = f"Hanbit Shipyard will invest {n + 1} trillion won in {day}."
                (home / "in" / f"{n}.txt").write_text(f"{amount}\n{text}\n", encoding="utf-8")
            interval = Interval.of_day(day)
            times = (interval.start.isoformat(), interval.end.isoformat())
            before = _peak()
            (shard,) = ingest.fetch_source(str(home / "sources.yaml"), "bench", *times)
            staged = _peak()
            read_shard_file(str(home / "sources.yaml"), shard, *times)
        print(f"{count} articles: staged {staged - before:.1f} MB growth", end=", ")
        print(f"landed {_peak() - staged:.1f} MB growth")


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def lanes(folder: Path) -> None:
    """Compare both extractors on saved pages of one source; say whether it may take the fast lane.

    The rule: the median F1 of words is at least 0.98 and no page is read by trafilatura only.
    """
    scores = []
    for path in sorted(folder.glob("*.htm*")):
        thorough, fast = (_words(path.read_bytes(), fast) for fast in (False, True))
        common = (thorough & fast).total()
        scores.append(2 * common / max(1, thorough.total() + fast.total()))
    if not scores:
        sys.exit(f"{folder} holds no .html files")
    middle, least = statistics.median(scores), min(scores)
    answer = "resiliparse" if middle >= 0.98 and least > 0 else "trafilatura"
    print(f"{len(scores)} pages, F1 of words: median {middle:.3f}, least {least:.3f}")
    print(f"extractor: {answer}")


def _words(raw: bytes, fast: bool) -> Counter[str]:
    try:
        return Counter(extract(raw, "text/html", fast=fast).text.split())
    except ArticleError:
        return Counter()


def _row(name: str, rate: float, ratio: float) -> None:
    print(f"{name:24s} {rate:10.1f} per CPU second   {ratio:6.2f}")


def main() -> int:
    """Run the benchmark that the command line names."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=("pages", "warc", "memory", "landing", "lanes"))
    parser.add_argument("folder", type=Path, nargs="?")
    parser.add_argument("--count", type=int, default=300)
    parser.add_argument("--records", type=int, default=5_000)
    parser.add_argument("--megabytes", type=int, default=1_000)
    given = parser.parse_args()
    if given.what == "pages":
        pages(saved_pages(given.folder) if given.folder else made_pages(given.count))
    elif given.what == "warc":
        warc(given.records)
    elif given.what == "lanes":
        lanes(given.folder or Path())
    elif given.what == "landing":
        landing(given.count)
    else:
        memory(given.megabytes)
    return 0


if __name__ == "__main__":
    sys.exit(main())
