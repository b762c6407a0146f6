"""Answers that browsers shrug off: each is read or is an outcome, and the others go on."""

from __future__ import annotations

import gzip
import json
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import brotli
import pytest
import zstandard
from wirebook.fetch import guard
from wirebook.fetch.base import FetchError
from wirebook.fetch.http import Client, Limits
from wirebook.fetch.pace import Pace

CAP = 1_000_000
QUICK = Limits(attempts=1, backoff_seconds=0.0)


@pytest.fixture
def make_client(tmp_path: Path) -> Callable[..., Client]:
    def make(**fields: Any) -> Client:
        given: dict[str, Any] = {"delay": 0.0, "max_bytes": CAP, "local": True, "limits": QUICK}
        return Client(Pace(tmp_path / "pace"), **(given | fields))

    return make


def raw(head: bytes, body: bytes = b"") -> Callable[[BaseHTTPRequestHandler], None]:
    """Return what writes an answer byte for byte."""

    def write(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(head.replace(b"\n", b"\r\n") + b"\r\n" + body)

    return write


READ = [
    b"Content-Encoding: utf-8\nContent-Length: 5\n",
    b"Content-Encoding: none\nContent-Length: 5\n",
    b"Content-Encoding: identity, UTF-8\n",
    b"Content-Length: \xb2\n",
    b"Content-Length: " + b"9" * 5_000 + b"\n",
    b"Content-Length: -1\n",
    b"Content-Length: 5, 5\n",
    b"Content-Length: 5\nContent-Length: 5\n",
    b"Retry-After: \xb2\n",
    b"Last-Modified: Thu, 99 Jan 99999999999 00:00:00 +99999999\n",
    b"ETag: \xff\xfe\n",
    b"X-Odd: " + b"y" * 60_000 + b"\n",
    b"no colon\n",
    b"Set-Cookie: \xff\n",
]


@pytest.mark.parametrize("head", READ, ids=[h[:30].decode("latin-1") for h in READ])
def test_a_page_is_read_whatever_a_header_says(
    head: bytes, site: Any, answer: Any, make_client: Callable[..., Client]
) -> None:
    site.answers["/"] = answer(raw(b"HTTP/1.1 200 OK\n" + head, b"hello"))
    assert make_client().get(f"{site.root}/").body == b"hello"


NOT_READ = [
    (b"HTTP/1.1 302 Found\nLocation: http://[::1\n", "a location that is no address"),
    (b"HTTP/1.1 302 Found\nLocation: http://\xff/\n", "not a name"),
    (b"HTTP/1.1 302 Found\nLocation: \n", "without a location"),
    (b"HTTP/1.1 302 Found\nLocation: /" + b"a" * 60_000 + b"\n", "no address"),
    (b"HTTP/1.1 200 OK\nContent-Length: 5\nContent-Length: 6\n", "two lengths"),
    (b"HTTP/1.1 200 OK\nContent-Length: 50\n", "ends in the middle"),
    (b"HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n", "failed"),
    (b"HTTP/1.1 abc\n", "failed"),
    (b"SSH-2.0-OpenSSH\n", "failed"),
    (b"HTTP/1.1 200 OK\n" + b"X: y\n" * 200, "failed"),
    (b"HTTP/1.1 200 OK\nX: " + b"y" * 70_000 + b"\n", "failed"),
    (b"HTTP/1.1 200 OK\nContent-Encoding: snappy\n", "not known"),
    (b"HTTP/1.1 503 No\nRetry-After: 99999999\n", "come back"),
    (b"HTTP/1.1 503 No\nRetry-After: Fri, 31 Dec 9999 23:59:59 GMT\n", "come back"),
]


@pytest.mark.parametrize(
    ("head", "reason"), NOT_READ, ids=[r + str(n) for n, (_, r) in enumerate(NOT_READ)]
)
def test_what_cannot_be_read_is_a_fetch_error(
    head: bytes, reason: str, site: Any, answer: Any, make_client: Callable[..., Client]
) -> None:
    site.answers["/"] = answer(raw(head, b"hello"))
    limits = Limits(attempts=2, backoff_seconds=0.0)
    with pytest.raises(FetchError, match=reason):
        make_client(limits=limits).get(f"{site.root}/")


@pytest.mark.parametrize("error", [RuntimeError, UnicodeError, MemoryError, RecursionError])
def test_whatever_reading_an_answer_raises_becomes_a_fetch_error(
    error: type[Exception],
    site: Any,
    answer: Any,
    make_client: Callable[..., Client],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    site.answers["/"] = answer(b"hello")

    def fails(*_: Any) -> bytes:
        raise error

    monkeypatch.setattr("wirebook.fetch.codings.read_all", fails)
    with pytest.raises(FetchError, match=error.__name__):
        make_client().get(f"{site.root}/")


@pytest.mark.parametrize("head", [b"Retry-After: \xb2\n", b"Retry-After: 1 1 1 1 1 +99999999\n"])
def test_a_wait_that_is_none_is_our_own(
    head: bytes, site: Any, answer: Any, make_client: Callable[..., Client]
) -> None:
    pauses: list[float] = []
    site.answers["/"] = answer(raw(b"HTTP/1.1 503 No\n" + head))
    client = make_client(limits=Limits(attempts=2), sleep=pauses.append)
    assert client.get(f"{site.root}/").status == 503
    assert pauses == [1.0]


@pytest.mark.parametrize("path", [b"/\xb4\xba\xbd\xba", "/뉴스".encode(), b"/a b"])
def test_a_location_in_any_bytes_is_followed(
    path: bytes, site: Any, answer: Any, make_client: Callable[..., Client]
) -> None:
    site.answers["/"] = answer(raw(b"HTTP/1.1 302 Found\nLocation: " + path + b"\n"))
    asked = "".join(chr(b) if 0x20 < b < 0x80 else f"%{b:02X}" for b in path)
    site.answers[asked] = answer(b"there")
    assert make_client().get(f"{site.root}/").body == b"there"


def test_a_redirect_that_needs_its_cookie_gets_it_in_that_chain_only(
    site: Any, answer: Any, make_client: Callable[..., Client]
) -> None:
    def write(handler: BaseHTTPRequestHandler) -> None:
        if "seen=1" in handler.headers.get("Cookie", ""):
            raw(b"HTTP/1.1 200 OK\nContent-Length: 4\n", b"page")(handler)
        else:
            raw(b"HTTP/1.1 302 Found\nLocation: /\nSet-Cookie: seen=1; Path=/\n")(handler)

    site.answers["/"] = answer(write)
    client = make_client()
    assert client.get(f"{site.root}/").body == b"page"
    assert client.get(f"{site.root}/").body == b"page"
    assert ["cookie" in asked.headers for asked in site.log] == [False, True, False, True]


def test_a_cookie_goes_to_no_other_host(
    site: Any, answer: Any, make_client: Callable[..., Client]
) -> None:
    there = f"http://localhost:{site.port}/there"
    headers = {"Location": there, "Set-Cookie": "secret=1; Domain=localhost"}
    site.answers["/"] = answer(status=302, headers=headers)
    site.answers["/there"] = answer(b"there")
    client = make_client(resolver=lambda host, port: ["127.0.0.1"])
    assert client.get(f"{site.root}/").body == b"there"
    assert "cookie" not in site.log[1].headers


def test_the_note_that_a_page_is_gone_may_be_unreadable(
    site: Any, answer: Any, make_client: Callable[..., Client]
) -> None:
    site.answers["/"] = answer(b"not gzip", status=404, headers={"Content-Encoding": "gzip"})
    response = make_client().get(f"{site.root}/")
    assert (response.status, response.body) == (404, b"")


def pack(coding: str, data: bytes) -> bytes:
    if coding == "gzip":
        return gzip.compress(data, 9, mtime=0)
    if coding == "br":
        packed: bytes = brotli.compress(data, quality=5)
        return packed
    return zstandard.ZstdCompressor(level=3).compress(data) if coding == "zstd" else data


ASK = """
import json, pathlib, resource, sys, tempfile
from wirebook.fetch.base import FetchError
from wirebook.fetch.http import Client, Limits
from wirebook.fetch.pace import Pace
from wirebook.fetch.robots import Robots
root, paths = sys.argv[1], sys.argv[2:]
with tempfile.TemporaryDirectory() as folder:
    client = Client(Pace(pathlib.Path(folder)), delay=0.0, max_bytes=10_000_000, local=True,
                    limits=Limits(attempts=1, total_seconds=20.0, redirects=0))
    try:
        Robots(client).check(root + "/x")
    except FetchError:
        pass
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for path in paths:
        try:
            client.get(root + path)
        except FetchError:
            pass
    try:
        Robots(client).check(root + "/x")
    except FetchError:
        pass
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""


def _endless(handler: BaseHTTPRequestHandler) -> None:
    status = handler.path.rpartition("/")[2]
    handler.wfile.write(f"HTTP/1.1 {status} X\r\nLocation: /there\r\n\r\n".encode())
    while True:
        handler.wfile.write(bytes(100_000))


@pytest.mark.parametrize("coding", ["identity", "gzip", "br", "zstd", "endless"])
def test_no_body_of_any_status_is_read_past_its_cap(coding: str, site: Any, answer: Any) -> None:
    paths = [f"/{status}" for status in (200, 301, 302, 308, 404, 410, 403, 500, 503)]
    body: Any = _endless if coding == "endless" else pack(coding, bytes(300_000_000))
    for path in (*paths, "/robots.txt"):
        status = 200 if path == "/robots.txt" else int(path[1:])
        headers = {"Location": "/there", "Content-Encoding": coding}
        site.answers[path] = answer(body, status=status, headers=headers)
    done = subprocess.run(
        [sys.executable, "-c", ASK, site.root, *paths], capture_output=True, timeout=120, check=True
    )
    assert json.loads(done.stdout) < 100_000  # kilobytes


def test_dead_addresses_share_one_limit_and_hold_nobody_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    held: list[bool] = []
    pace = Pace(tmp_path / "pace")
    waited = 0.0

    def connect(link: socket.socket, address: Any) -> None:
        nonlocal waited
        timeout = link.gettimeout() or 0.0
        waited += timeout
        with Pace(tmp_path / "pace").turn("news.example.com", 0.0):
            held.append(False)  # had it been held, we would wait here for ever
        time.sleep(min(timeout, 0.2))
        raise TimeoutError

    monkeypatch.setattr(socket.socket, "connect", connect)
    answers = [f"93.184.216.{n}" for n in range(1, 100)]
    limits = Limits(attempts=1, connect_seconds=0.4)
    client = Client(pace, delay=0.0, max_bytes=CAP, limits=limits, resolver=lambda *_: answers)
    with pytest.raises(FetchError, match="no answer in time"):
        client.get("http://news.example.com/")
    assert 0 < len(held) < 20
    assert waited < 1.0


def test_a_name_server_that_never_answers_is_not_waited_for(tmp_path: Path) -> None:
    def never(host: str, port: int) -> Sequence[str]:
        time.sleep(5)
        return ["93.184.216.34"]

    with pytest.raises(TimeoutError, match="not resolved"):
        guard.connect("news.example.com", 80, 0.1, local=False, resolver=never)


def test_a_connection_that_waited_for_its_turn_is_made_anew(
    tmp_path: Path, site: Any, answer: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from wirebook.fetch import http

    monkeypatch.setattr(http, "_FRESH_SECONDS", -1.0)
    asked: list[str] = []

    def resolver(host: str, port: int) -> Sequence[str]:
        asked.append(host)
        return ["127.0.0.1"] if len(asked) == 1 else ["127.0.0.2"]

    site.answers["/"] = answer(b"there")
    client = Client(
        Pace(tmp_path), delay=0.0, max_bytes=CAP, local=True, limits=QUICK, resolver=resolver
    )
    assert client.get(f"{site.root}/").body == b"there"
    assert len(asked) == 1
