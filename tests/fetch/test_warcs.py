"""WARC files from elsewhere: members, codings, damage, and records without end."""

from __future__ import annotations

import gzip
import io
import os
import random
import resource
import tempfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import brotli
import pytest
import zstandard
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter
from wirebook import fetch
from wirebook.archive.days import day_dir, read_payload, shards_of
from wirebook.archive.snapshots import Interval, read_shard
from wirebook.settings import StatePaths
from wirebook.sources import Source

DAY = Interval.of_day("2025-03-01")
URL = "https://news.example.com/news/{}"


def record(
    url: str, body: bytes, headers: list[tuple[str, str]], digest: str | None = None
) -> bytes:
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=True)
    if "Content-Type" not in dict(headers):
        headers = [("Content-Type", "text/html"), *headers]
    head = StatusAndHeaders("200 OK", headers, "HTTP/1.1")
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
    (shard,) = shards_of(day_dir(state, "warc-test", DAY.day))
    for snapshot in read_shard(shard):
        assert "조 원을 투자한다고" in read_payload(state, snapshot).decode()


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
    head += b"Content-Type: application/http; msgtype=response\r\n"
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
        before = peak()
        source = make_source("warc", str(path))
        result = fetch.run(source, DAY, StatePaths(tmp_path / path.stem))
        grown = peak() - before
        told = {o.target: (o.status, o.reason) for o in result.outcomes}
        assert told[URL.format(1)] == ("staged", None)
        status, reason = told.get(URL.format("honest"), told[path.name])
        assert (status, bool(reason)) in (("refused", True), ("quarantined", True))
        assert grown < 150, path.name


def peak() -> float:
    """Return the most memory this process has had, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def without_digests(member: bytes) -> bytes:
    lines = gzip.decompress(member).split(b"\r\n")
    return gzip.compress(b"\r\n".join(line for line in lines if b"-Digest:" not in line))


@pytest.mark.parametrize("made", [bytes, without_digests])
@pytest.mark.parametrize("share", [0.01, 0.1, 0.3, 0.5, 0.9, 0.999])
def test_a_truncated_file_keeps_what_came_before_and_says_so(
    share: float, made: Callable[[bytes], bytes], run: Any, make_page: Any
) -> None:
    whole = [made(record(URL.format(n), make_page(n).encode(), [])) for n in range(3)]
    outcomes = run(*whole[:2], tail=whole[2][: int(len(whole[2]) * share)])
    assert [outcomes.pop(URL.format(n))[0] for n in range(2)] == ["staged"] * 2
    status, reason = outcomes.pop("crawl.warc.gz")
    assert status == "quarantined"
    assert "the file is broken" in reason
    is_staged = outcomes.get(URL.format(2)) == ("staged", None)
    assert is_staged == (share == 0.999), "all of it stands before the member's last bytes"


@pytest.mark.parametrize("garbage", [b"garbage " * 20, bytes(512), b"\r\n\r\n", b"\x1f\x8b\x08x"])
def test_garbage_between_members_ends_the_file_and_is_told(
    garbage: bytes, run: Any, make_page: Any
) -> None:
    members = [record(URL.format(n), make_page(n).encode(), []) for n in range(2)]
    outcomes = run(members[0], garbage, members[1])
    assert outcomes[URL.format(0)] == ("staged", None)
    status, reason = outcomes["crawl.warc.gz"]
    assert status == "quarantined"
    assert reason.startswith("after 1 records: the file is broken")


def noise(number: int) -> str:
    """Return a paragraph that packs badly, larger than any buffer."""
    pick = random.Random(number)
    return "<p>" + "".join(chr(pick.randrange(0xAC00, 0xD7A4)) for _ in range(60_000)) + "</p>"


@pytest.mark.parametrize("made", [bytes, without_digests])
@pytest.mark.parametrize("share", [0.2, 0.5, 0.95])
def test_damage_inside_a_member_is_told_and_what_came_before_is_kept(
    share: float, made: Callable[[bytes], bytes], run: Any, make_page: Any
) -> None:
    pages = [make_page(n, extra=noise(n)) for n in range(3)]
    whole = [made(record(URL.format(n), page.encode(), [])) for n, page in enumerate(pages)]
    at = int(len(whole[1]) * share)
    broken = whole[1][:at] + bytes(200) + whole[1][at + 200 :]
    outcomes = run(whole[0], broken, whole[2])
    assert outcomes[URL.format(0)] == ("staged", None)
    assert outcomes["crawl.warc.gz"][0] == "quarantined"
    assert outcomes.get(URL.format(1), ("quarantined", "so"))[0] == "quarantined"


@settings(max_examples=40, suppress_health_check=list(HealthCheck), deadline=None)
@given(st.floats(0, 1), st.integers(0, 400), st.binary(max_size=60), st.booleans())
def test_whatever_is_done_to_a_file_the_run_goes_on(
    make_page: Any, make_source: Any, at: float, cut: int, junk: bytes, packed: bool
) -> None:
    members = [record(URL.format(n), make_page(n).encode(), []) for n in range(3)]
    raw = b"".join(members if packed else map(gzip.decompress, members))
    place = int(len(raw) * at)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "crawl.warc.gz"
        path.write_bytes(raw[:place] + junk + raw[place + cut :])
        result = fetch.run(make_source("warc", str(path)), DAY, StatePaths(Path(folder) / "state"))
        told = [(o.target, o.status) for o in result.outcomes]
    assert told[-1][0] == "crawl.warc.gz"
    if place > len(members[0]) and packed:
        assert told[0] == (URL.format(0), "staged")


def test_only_files_of_the_folder_are_opened(
    make_page: Any, make_source: Any, tmp_path: Path, state: StatePaths
) -> None:
    folder = tmp_path / "in"
    (folder / "folder.warc").mkdir(parents=True)
    os.mkfifo(folder / "pipe.warc.gz")
    outside = tmp_path / "outside.warc.gz"
    outside.write_bytes(record(URL.format(1), make_page(1).encode(), []))
    (folder / "link.warc.gz").symlink_to(outside)
    (folder / "notes.txt").write_text("notes", encoding="utf-8")
    result = fetch.run(make_source("warc", str(folder)), DAY, state)
    assert [o.status for o in result.outcomes] == ["skipped"] * 4


def test_the_records_of_a_crawl_leave_a_row_each_that_stands_for_an_answer(
    run: Any, make_page: Any
) -> None:
    writer = WARCWriter(io.BytesIO(), gzip=True)
    head = StatusAndHeaders("200 OK", [("Content-Type", "text/html")], protocol="HTTP/1.1")
    asked = StatusAndHeaders("GET / HTTP/1.1", [], is_http_request=True)
    about = {"software": "made by hand"}
    writer.write_record(writer.create_warcinfo_record("crawl.warc.gz", about))
    for kind, http in (("request", asked), ("response", head), ("metadata", None)):
        payload = io.BytesIO(make_page(1).encode() if kind == "response" else b"fetchTimeMs: 1")
        made = writer.create_warc_record(URL.format(1), kind, payload=payload, http_headers=http)
        writer.write_record(made)
    again = writer.create_revisit_record(
        URL.format(2), "sha1:" + "A" * 32, URL.format(1), "2025-03-01T00:00:00Z", head
    )
    writer.write_record(again)
    assert run(writer.out.getvalue()) == {
        URL.format(1): ("staged", None),
        URL.format(2): ("skipped", "a revisit record: its page stands elsewhere"),
        "crawl.warc.gz": ("listed", "2 responses"),
    }


BAD = [
    ([], b"x" * 1_000_001, "refused", "larger than max_bytes (1000001 against 1000000)"),
    ([("X-Long", "x" * 40_000)], b"x", "quarantined", "its HTTP head is broken"),
    ([("Content-Type", "image/png")], b"x", "skipped", "not a page: image/png"),
    ([], b" \n", "failed", "it is empty"),
    ([("Content-Encoding", "secret")], b"x", "failed", "'secret' is not known"),
]


@pytest.mark.parametrize(("headers", "body", "status", "reason"), BAD)
def test_a_record_that_is_no_page_costs_no_other(
    headers: list[tuple[str, str]],
    body: bytes,
    status: str,
    reason: str,
    run: Any,
    make_page: Any,
) -> None:
    bad = record(URL.format(1), body, headers)
    outcomes = run(bad, record(URL.format(2), make_page(2).encode(), []))
    assert outcomes[URL.format(1)][0] == status
    assert reason in outcomes[URL.format(1)][1]
    assert outcomes[URL.format(2)] == ("staged", None)


@pytest.mark.parametrize(
    ("name", "pack"),
    [
        ("crawl.warc", bytes),
        ("crawl.warc.gz", gzip.compress),
        ("named.warc.gz", bytes),
        ("crawl.warc.zst", zstandard.compress),
    ],
)
def test_a_file_may_be_plain_or_packed_as_one(
    name: str,
    pack: Callable[[bytes], bytes],
    make_page: Any,
    make_source: Any,
    tmp_path: Path,
    state: StatePaths,
) -> None:
    pages = [make_page(n, extra=noise(n)).encode() for n in range(3)]
    plain = b"".join(
        gzip.decompress(record(URL.format(n), page, [])) for n, page in enumerate(pages)
    )
    (tmp_path / name).write_bytes(pack(plain))
    result = fetch.run(make_source("warc", str(tmp_path / name)), DAY, state)
    assert [o.status for o in result.outcomes] == ["staged"] * 3 + ["listed"]


def test_an_article_that_is_in_the_file_twice_is_staged_once(run: Any, make_page: Any) -> None:
    same = record(URL.format(1), make_page(1).encode(), [])
    outcomes = run(same, same)
    assert outcomes[URL.format(1)][0] == "unchanged"


def test_other_adverts_around_the_same_text_are_no_version(
    make_page: Any, make_source: Any, tmp_path: Path, state: StatePaths
) -> None:
    source = make_source("warc", str(tmp_path / "crawl.warc.gz"))
    told = []
    for day, page in enumerate(
        (make_page(1), make_page(1).replace("Sports", "Chess"), make_page(2)), start=1
    ):
        (tmp_path / "crawl.warc.gz").write_bytes(record(URL.format(1), page.encode(), []))
        result = fetch.run(source, Interval.of_day(f"2025-03-0{day}"), state)
        told.append(result.outcomes[0].status)
    assert told == ["staged", "unchanged", "staged"]


TDM = '<meta name="tdm-reservation" content="1">'
RESERVED = [
    ("", [], None, "full"),
    (TDM, [], "meta tdm-reservation", "spans_only"),
    ("", [("TDM-Reservation", "1")], "header tdm-reservation", "spans_only"),
    ("", [("X-Robots-Tag", "all, NoAI")], "header x-robots-tag noai", "spans_only"),
    (TDM, [("TDM-Reservation", "0")], None, "full"),
]


@pytest.mark.parametrize(("head", "headers", "evidence", "retention"), RESERVED)
def test_a_reservation_that_was_archived_with_the_page_holds(
    head: str,
    headers: list[tuple[str, str]],
    evidence: str | None,
    retention: str,
    run: Any,
    make_page: Any,
    state: StatePaths,
) -> None:
    run(record(URL.format(1), make_page(1, head=head).encode(), headers))
    (shard,) = shards_of(day_dir(state, "warc-test", DAY.day))
    (snapshot,) = read_shard(shard)
    assert (snapshot.tdm_evidence, snapshot.retention) == (evidence, retention)
    assert snapshot.tdm_reserved is (evidence is not None)
