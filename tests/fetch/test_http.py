"""Limits, codings, retries, redirects: nothing a server does holds us or fills the memory."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
import time
import zlib
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import brotli
import pytest
import zstandard
from wirebook.fetch import listings
from wirebook.fetch.base import FetchError
from wirebook.fetch.http import Client, Limits
from wirebook.fetch.pace import Pace

CAP = 1_000_000
BOMB = 300_000_000


@pytest.fixture
def make_client(tmp_path: Path) -> Callable[..., Client]:
    def make(**fields: Any) -> Client:
        given: dict[str, Any] = {"delay": 0.0, "max_bytes": CAP, "local": True}
        given["limits"] = Limits(attempts=1)
        return Client(Pace(tmp_path / "pace"), **(given | fields))

    return make


def pack(coding: str, data: bytes) -> bytes:
    if coding == "gzip":
        return gzip.compress(data, 9, mtime=0)
    if coding == "deflate":
        return zlib.compress(data, 9)
    if coding == "br":
        packed: bytes = brotli.compress(data, quality=5)
        return packed
    return zstandard.ZstdCompressor(level=3).compress(data)


TEXT = "한빛조선은 새 도크에 3조 원을 투자한다. ".encode() * 500
CODINGS = ["gzip", "deflate", "br", "zstd"]


@pytest.mark.parametrize("coding", CODINGS)
def test_each_coding_is_undone(
    coding: str, site: Any, answer: Any, make_client: Callable[..., Client]
) -> None:
    packed = pack(coding, TEXT)
    site.answers["/"] = answer(packed, headers={"Content-Encoding": coding})
    client = make_client()
    assert client.get(f"{site.root}/").body == TEXT
    assert client.bytes == len(packed)
    assert coding in site.log[0].headers["accept-encoding"]


def test_forms_that_servers_get_wrong_are_read(
    site: Any, answer: Any, make_client: Callable[..., Client]
) -> None:
    raw = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    site.answers["/raw"] = answer(
        raw.compress(TEXT) + raw.flush(), headers={"Content-Encoding": "deflate"}
    )
    members = gzip.compress(TEXT) + gzip.compress(TEXT) + bytes(100)
    site.answers["/members"] = answer(members, headers={"Content-Encoding": "gzip"})
    nested = pack("br", pack("gzip", TEXT))
    site.answers["/nested"] = answer(nested, headers={"Content-Encoding": "gzip, br"})
    assert make_client().get(f"{site.root}/raw").body == TEXT
    assert make_client().get(f"{site.root}/members").body == TEXT * 2
    assert make_client().get(f"{site.root}/nested").body == TEXT


BROKEN = [
    ("gzip", gzip.compress(TEXT)[:-20]),
    ("gzip", b"not gzip at all"),
    ("br", pack("br", TEXT)[:-20]),
    ("zstd", b"\x28\xb5\x2f\xfd nothing"),
    ("snappy", TEXT),
    ("gzip, gzip, gzip, gzip", TEXT),
]


@pytest.mark.parametrize(("coding", "body"), BROKEN)
def test_a_broken_or_unknown_coding_is_an_error_not_a_body(
    coding: str, body: bytes, site: Any, answer: Any, make_client: Callable[..., Client]
) -> None:
    site.answers["/"] = answer(body, headers={"Content-Encoding": coding})
    with pytest.raises(FetchError):
        make_client().get(f"{site.root}/")


BOMBS = ["gzip", "deflate", "br", "zstd", "gzip, gzip", "br, gzip", "zstd, br"]


def bomb(coding: str) -> bytes:
    body = bytes(BOMB)
    for name in coding.split(", "):
        body = pack(name, body)
    return body


READ_BOMB = """
import json, resource, sys
from wirebook.fetch import codings
from wirebook.fetch.base import FetchError
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
try:
    codings.read_all(open(sys.argv[1], "rb"), sys.argv[2].split(","), int(sys.argv[3]))
    reason = "it came through"
except FetchError as error:
    reason = error.reason
grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
print(json.dumps([reason, grown]))
"""


@pytest.mark.parametrize("coding", BOMBS)
def test_a_bomb_is_refused_without_memory(coding: str, tmp_path: Path) -> None:
    path = tmp_path / "bomb"
    path.write_bytes(bomb(coding))
    done = subprocess.run(
        [sys.executable, "-c", READ_BOMB, str(path), coding, str(CAP)],
        capture_output=True,
        timeout=60,
        check=True,
    )
    reason, grown = json.loads(done.stdout)
    assert "max_bytes" in reason
    assert grown < 150_000  # kilobytes


def test_a_page_past_its_limit_is_refused_before_it_is_read(
    site: Any, answer: Any, make_client: Callable[..., Client]
) -> None:
    site.answers["/"] = answer(bytes(CAP + 1))
    client = make_client()
    with pytest.raises(FetchError, match="max_bytes") as caught:
        client.get(f"{site.root}/")
    assert caught.value.status == "refused"
    assert client.bytes == 0


def _drip_head(handler: BaseHTTPRequestHandler) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
    for n in range(200):
        handler.wfile.write(f"X-{n}: slow\r\n".encode())
        time.sleep(0.05)


def _drip_body(handler: BaseHTTPRequestHandler) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
    for _ in range(200):
        handler.wfile.write(b"x")
        time.sleep(0.05)


def _endless(handler: BaseHTTPRequestHandler) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\n\r\n")
    while True:
        handler.wfile.write(bytes(10_000))


@pytest.mark.parametrize("drip", [_drip_head, _drip_body])
def test_a_server_that_drips_is_cut(
    drip: Callable[[BaseHTTPRequestHandler], None],
    site: Any,
    answer: Any,
    make_client: Callable[..., Client],
) -> None:
    site.answers["/"] = answer(drip)
    with pytest.raises(FetchError, match="not done after"):
        make_client(limits=Limits(total_seconds=1.0, attempts=3)).get(f"{site.root}/")


def test_a_body_without_end_stops_at_the_limit(
    site: Any, answer: Any, make_client: Callable[..., Client]
) -> None:
    site.answers["/"] = answer(_endless)
    with pytest.raises(FetchError, match="max_bytes"):
        make_client().get(f"{site.root}/")


def test_redirects_end(site: Any, answer: Any, make_client: Callable[..., Client]) -> None:
    site.answers["/a"] = answer(status=302, headers={"Location": "/b"})
    site.answers["/b"] = answer(status=301, headers={"Location": "/a"})
    with pytest.raises(FetchError, match="more than 5 redirects"):
        make_client().get(f"{site.root}/a")
    assert len(site.log) == 6
    site.answers["/c"] = answer(status=307, headers={"Location": "d"})
    site.answers["/d"] = answer(b"there")
    response = make_client().get(f"{site.root}/c")
    assert (response.body, response.address) == (b"there", f"{site.root}/d")


def test_passing_failures_are_tried_again_with_longer_pauses(
    site: Any, answer: Any, make_client: Callable[..., Client]
) -> None:
    pauses: list[float] = []
    site.answers["/"] = answer(status=503)
    response = make_client(limits=Limits(attempts=3), sleep=pauses.append).get(f"{site.root}/")
    assert (response.status, pauses, len(site.log)) == (503, [1.0, 2.0], 3)
    site.answers["/busy"] = answer(status=429, headers={"Retry-After": "7"})
    make_client(limits=Limits(attempts=2), sleep=pauses.append).get(f"{site.root}/busy")
    assert pauses[2:] == [7.0]
    site.answers["/later"] = answer(status=503, headers={"Retry-After": "86400"})
    with pytest.raises(FetchError, match="come back in 86400 s"):
        make_client(limits=Limits(attempts=3), sleep=pauses.append).get(f"{site.root}/later")
    site.answers["/never"] = answer(status=404)
    site.log.clear()
    make_client(limits=Limits(attempts=3)).get(f"{site.root}/never")
    assert len(site.log) == 1


def test_nothing_of_this_machine_is_sent(
    site: Any, answer: Any, make_client: Callable[..., Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    monkeypatch.setenv("WIREBOOK_CONTACT", "ops@example.com\r\nX-Injected: 1")
    site.answers["/"] = answer(b"ok", headers={"Set-Cookie": "a=b"})
    client = make_client()
    client.get(f"{site.root}/")
    client.get(f"{site.root}/")
    sent = site.log[1].headers
    assert "cookie" not in sent and "authorization" not in sent and "x-injected" not in sent
    assert sent["user-agent"].startswith("wirebook/") and "ops@example.com" in sent["user-agent"]


FEED_HEAD = '<?xml version="1.0"?>'
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
ATTACKS = {
    "laughs": f'{FEED_HEAD}<!DOCTYPE r [<!ENTITY l0 "lol">{LAUGHS}]><rss version="2.0">&l9;</rss>',
    "external": f'{FEED_HEAD}<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    '<rss version="2.0"><channel><item><link>&x;</link></item></channel></rss>',
    "quadratic": f'{FEED_HEAD}<!DOCTYPE r [<!ENTITY a "{"a" * 50_000}">]><r>{"&a;" * 50_000}</r>',
    "dtd": f'{FEED_HEAD}<!DOCTYPE r SYSTEM "http://127.0.0.1/x.dtd"><rss version="2.0"></rss>',
    "behind a comment": f"{FEED_HEAD}<!-- <rss> --><?x <r?>\n<!DOCTYPE r [{LAUGHS}]><r>&l9;</r>",
    "behind the root": f'{FEED_HEAD}<rss version="2.0"><!DOCTYPE r [{LAUGHS}]>&l9;</rss>',
    "unclosed": f'{FEED_HEAD}<rss version="2.0"><channel><item><link>http://a/',
    "not xml": "<html><p>hello",
}


def test_an_entry_may_quote_a_page_with_its_document_type() -> None:
    quoted = "<![CDATA[<!DOCTYPE html><html><!ENTITY x 'y'><p>Ships sail.</p></html>]]>"
    raw = (
        f'\ufeff{FEED_HEAD}\n<!-- ours --><rss version="2.0"><channel><title>t</title><item>'
        f"<link>http://news.example.com/1</link><description>{quoted}</description></item>"
        "</channel></rss>"
    ).encode()
    listing = listings.feed(raw, "http://news.example.com/", "text/xml", 10_000_000)
    assert [link.address for link in listing.links] == ["http://news.example.com/1"]


@pytest.mark.parametrize("name", ATTACKS)
@pytest.mark.parametrize("wrap", ["plain", "gzip", "utf-16"])
@pytest.mark.parametrize("kind", ["feed", "sitemap"])
def test_hostile_lists_are_quarantined(name: str, wrap: str, kind: str) -> None:
    text = ATTACKS[name]
    raw = text.encode("utf-16" if wrap == "utf-16" else "utf-8")
    raw = gzip.compress(raw) if wrap == "gzip" else raw
    with pytest.raises(FetchError) as caught:
        listings.PARSERS[kind](raw, "http://news.example.com/", "text/xml", 10_000_000)
    assert caught.value.status == "quarantined"
