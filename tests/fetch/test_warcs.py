"""WARC files from elsewhere: members, codings, damage, and records without end."""

from __future__ import annotations

import gzip
import io
import resource
import time
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import brotli
import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter
from wirebook import fetch
from wirebook.fetch import archive
from wirebook.fetch.base import Interval
from wirebook.settings import StatePaths
from wirebook.sources import Source

DAY = Interval.of_day("2025-03-01")
URL = "https://news.example.com/news/{}"


def record(
    url: str, body: bytes, headers: list[tuple[str, str]], digest: str | None = None
) -> bytes:
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=True)
    head = StatusAndHeaders("200 OK", [("Content-Type", "text/html"), *headers], "HTTP/1.1")
    extra = {"WARC-Payload-Digest": digest} if digest is not None else None
    made = writer.create_warc_record(
        url,
        "response",
        payload=io.BytesIO(body),
        length=len(body),
        http_headers=head,
        warc_headers_dict=extra,
    )
    writer.write_record(made)
    return out.getvalue()


def chunked(body: bytes) -> bytes:
    parts = [body[n : n + 700] for n in range(0, len(body), 700)]
    return b"".join(b"%x\r\n%s\r\n" % (len(p), p) for p in parts) + b"0\r\n\r\n"


@pytest.fixture
def run(tmp_path: Path, make_source: Callable[..., Source], state: StatePaths) -> Any:
    def fetch_all(*members: bytes, tail: bytes = b"") -> dict[str, tuple[str, str | None]]:
        folder = tmp_path / "in"
        folder.mkdir()
        (folder / "crawl.warc.gz").write_bytes(b"".join(members) + tail)
        result = fetch.run(make_source("warc", str(folder)), DAY, state)
        return {o.target: (o.status, o.reason) for o in result.outcomes}

    return fetch_all


def test_codings_are_undone_and_the_payload_holds_the_text(
    run: Any, make_page: Any, state: StatePaths
) -> None:
    body = make_page(1).encode()
    outcomes = run(
        record(URL.format(1), body, []),
        record(URL.format(2), chunked(make_page(2).encode()), [("Transfer-Encoding", "chunked")]),
        record(URL.format(3), gzip.compress(make_page(3).encode()), [("Content-Encoding", "gzip")]),
        record(URL.format(4), brotli.compress(make_page(4).encode()), [("Content-Encoding", "br")]),
        record(URL.format(5), make_page(5).encode(), [("Transfer-Encoding", "chunked")]),
    )
    assert [outcomes[URL.format(n)][0] for n in range(1, 6)] == ["staged"] * 5
    (shard,) = archive.shards_of(archive.day_dir(state, "warc-test", DAY.day))
    for snapshot in fetch.read_shard(shard):
        assert "조 원을 투자한다고" in archive.read_payload(state, snapshot).decode()


def test_bad_records_have_reasons_and_the_others_are_staged(run: Any, make_page: Any) -> None:
    outcomes = run(
        record(URL.format(1), make_page(1).encode(), [], digest="sha1:" + "A" * 32),
        record(URL.format(2), gzip.compress(bytes(20_000_000)), [("Content-Encoding", "gzip")]),
        record("http://127.0.0.1:22/x", make_page(3).encode(), []),
        record("file:///etc/passwd", make_page(4).encode(), []),
        record(URL.format(5) + "\t../x", make_page(5).encode(), []),
        record(URL.format(6), make_page(6).encode(), []),
    )
    assert outcomes[URL.format(1)] == ("quarantined", "its bytes are not what its digest says")
    assert outcomes[URL.format(2)][0] == "refused"
    assert outcomes["file:///etc/passwd"][0] == "refused"
    assert outcomes[URL.format(6)] == ("staged", None)


def test_a_member_that_inflates_without_end_costs_little(
    tmp_path: Path, make_source: Any, make_page: Any, state: StatePaths
) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    head = b"WARC/1.1\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:x>\r\n"
    size = 300_000_000
    http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"
    for name, declared in (("honest", size + len(http)), ("lying", 1000), ("headers", None)):
        pack = zlib.compressobj(9, zlib.DEFLATED, 31)
        with (folder / f"{name}.warc.gz").open("wb") as out:
            out.write(record(URL.format(1), make_page(1).encode(), []))
            start = head + b"WARC-Target-URI: " + URL.format(name).encode() + b"\r\n"
            if declared is not None:
                start += b"Content-Length: %d\r\n\r\n" % declared + http
            out.write(pack.compress(start))
            for _ in range(300):
                out.write(pack.compress(b"a" * 1_000_000))
            out.write(pack.flush())
            out.write(record(URL.format(2), make_page(2).encode(), []))
    for path in sorted(folder.iterdir()):
        before, began = peak(), time.process_time()
        source = make_source("warc", str(path))
        result = fetch.run(source, DAY, StatePaths(tmp_path / path.stem))
        spent, grown = time.process_time() - began, peak() - before
        staged = [o.target for o in result.outcomes if o.status == "staged"]
        assert staged[:1] == [URL.format(1)]
        assert URL.format(path.name.partition(".")[0]) not in staged
        assert (spent < 0.5, grown < 150) == (True, True), (path.name, spent, grown)


def peak() -> float:
    """Return the most memory this process has had, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def test_a_truncated_file_keeps_what_came_before(run: Any, make_page: Any) -> None:
    whole = [record(URL.format(n), make_page(n).encode(), []) for n in range(3)]
    outcomes = run(*whole[:2], tail=whole[2][:200])
    assert outcomes[URL.format(0)][0] == outcomes[URL.format(1)][0] == "staged"
    assert URL.format(2) not in outcomes or outcomes[URL.format(2)][0] != "staged"


def test_an_article_that_is_in_the_file_twice_is_staged_once(run: Any, make_page: Any) -> None:
    same = record(URL.format(1), make_page(1).encode(), [])
    outcomes = run(same, same)
    assert outcomes[URL.format(1)][0] == "unchanged"
