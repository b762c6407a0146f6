"""Answer the fetcher with made-up responses from a real server: none may raise, each is an outcome.

    python scripts/fuzz_responses.py [--inputs 10000] [--seed 0]

A response is any mix of status lines, headers, codings, chunks, redirects, bodies and closes that
HTTP knows or forbids. It is given as a page, a feed, a sitemap or a robots.txt. Prints the first
fault and exits with 1.
"""

from __future__ import annotations

import argparse
import gzip
import random
import socketserver
import struct
import sys
import tempfile
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from socket import SO_LINGER, SOL_SOCKET
from unittest.mock import patch

import brotli
import zstandard
from wirebook import fetch
from wirebook.archive.snapshots import Interval
from wirebook.fetch import web
from wirebook.fetch.base import FetchError
from wirebook.fetch.http import Client, Limits
from wirebook.fetch.pace import Pace
from wirebook.fetch.robots import Robots
from wirebook.settings import StatePaths
from wirebook.sources import Source

_LIMITS = Limits(
    connect_seconds=2.0, silence_seconds=0.3, total_seconds=1.5, attempts=1, backoff_seconds=0.0
)
_BATCH = 50
_DAY = datetime(2026, 1, 1, tzinfo=UTC)
_KINDS = ("addresses", "feed", "sitemap")

_VERSIONS = [b"HTTP/1.1"] * 12 + [b"HTTP/1.0", b"HTTP/0.9", b"HTTP/2", b"ICY", b"", b"HTTP/1.9"]
_STATUSES = [b"200"] * 12 + [
    *(b"301", b"302", b"303", b"307", b"308", b"304", b"404", b"410", b"429", b"500", b"503"),
    *(b"204", b"206", b"100", b"101", b"103", b"099", b"1000", b"-1", b"abc", b"", "²00".encode()),
]
_NUMBERS = [
    *(b"0", b"5", b"-1", b"+5", b"5, 5", b"5, 6", b"0x10", b"1e3", "²".encode("latin-1"), b""),
    *("²".encode(), b"9" * 5_000, b"99999999999999999999", b" 7 ", b"007", b"\xff", b"1_0"),
]
_DATES = [
    *(b"Fri, 31 Dec 9999 23:59:59 GMT", b"Fri, 99 Jan 2026 00:00:00 GMT", b"Mon, 1 Jan 0001 0:0 +"),
    *(b"Thu, 01 Jan 1970 00:00:00 -99999999999", b"Sat, 10 Jul 2026 16:00:00 +9999", b"x" * 9_000),
    *(b"1 1 1 1 1", b"Sat, 10 Jul 99999999999999 16:00:00 GMT", b"\xc2\xb2", b", , ,", b"::::"),
]
_PLACES = [
    *(b"http://[::1", b"http://[", b"//", b"", b"   ", b"/\xb4\xba\xbd\xba", "/뉴스".encode()),
    *(b"http://\xff/", b"file:///etc/passwd", b"javascript:0", b"/" + b"a" * 70_000, b"#", b"?"),
    *(b"http://127.0.0.1:99999/", b"http://user@127.0.0.1/", b"/a b", b"\\\\x\\y", b"http:///"),
    *(b"http://169.254.169.254/", b"/0", b"/1", b"../..", b"http://1.1:x/", b"/%zz%\x01"),
]
_HTML = b"text/html; charset="
_TYPES = [b"text/html"] * 6 + [
    *(_HTML + b"utf-7", _HTML + b"\xff", _HTML + b"x" * 9_000, _HTML + b"idna", _HTML + b"base64"),
    *(_HTML + b"undefined", _HTML + b"rot13", _HTML + b"iso-2022-jp", b"application/octet-stream"),
    *(b"application/xml", b"text/plain; charset=euc-kr", b"/", b"text", b"", b";", b"image/png"),
]
_CODINGS = [
    b"gzip",
    b"br",
    b"zstd",
    b"deflate",
    b"utf-8",
    b"none",
    b"snappy",
    b"gzip, gzip",
    b"\xff",
]
_ODD_LINES = [
    *(b"no colon here", b": empty name", b"X: " + b"y" * 70_000, b" folded: 1", b"X\x00Y: 1"),
    *(b"Set-Cookie: a=b", b"Set-Cookie: \xff=\xff; Path=/", b"Set-Cookie: " + b"a=" + b"b" * 9_000),
    *(b"X-Robots-Tag: \xff", b"tdm-reservation: 1", b"ETag: \xff\xfe", b"ETag: a\r\n b", b"\tX: 1"),
    *(b"Link: <x", b"Connection: keep-alive", b"Trailer: X", b"Content-Location: http://[::1"),
]
_PAGE = (
    "<!doctype html><html><head><title>Dock</title></head><body><article><h1>Dock</h1>"
    + "<p>Hanbit Shipyard will invest 3 trillion won in a new dry dock, the company said.</p>" * 4
    + "</article></body></html>"
).encode()
_XML = (
    b'<?xml version="1.0"?><rss version="2.0"><channel><item><link>http://127.0.0.1/x</link></item>'
    b"</channel></rss>"
)
_MAP = b"<urlset><url><loc>http://127.0.0.1/y</loc></url></urlset>"
_CODERS: dict[bytes, Callable[[bytes], bytes]] = {
    b"gzip": gzip.compress,
    b"br": brotli.compress,
    b"zstd": zstandard.ZstdCompressor().compress,
    b"deflate": zlib.compress,
}


def response(chance: random.Random) -> tuple[bytes, bool]:
    """Return the bytes of one made-up response, and whether the connection is reset after it."""
    status = chance.choice(_STATUSES)
    body, lines = _message(chance, _body(chance))
    if status.startswith(b"3") or chance.random() < 0.1:
        lines.append(b"Location: " + chance.choice(_PLACES))
    if status in (b"429", b"503") or chance.random() < 0.1:
        lines.append(b"Retry-After: " + chance.choice([*_NUMBERS, *_DATES]))
    if chance.random() < 0.2:
        lines.append(b"Last-Modified: " + chance.choice(_DATES))
    lines += chance.sample(_ODD_LINES, chance.choice([0, 0, 0, 1, 2, 5]))
    if chance.random() < 0.02:
        lines += [b"X-%d: y" % n for n in range(chance.choice([90, 200]))]
    chance.shuffle(lines)
    first = b" ".join((chance.choice(_VERSIONS), status, chance.choice([b"OK", b"\xff", b""])))
    end = chance.choice([b"\r\n"] * 8 + [b"\n", b"\r"])
    raw = end.join([first, *lines, b"", b""]) + body
    if chance.random() < 0.1:
        raw = raw[: chance.randrange(len(raw) + 1)]
    if chance.random() < 0.05:
        at = chance.randrange(len(raw) + 1)
        raw = raw[:at] + chance.randbytes(chance.randint(1, 40)) + raw[at:]
    return raw, chance.random() < 0.05


def _message(chance: random.Random, body: bytes) -> tuple[bytes, list[bytes]]:
    """Return a body as it is sent, and the headers that say, or do not say, how."""
    lines = [b"Content-Type: " + chance.choice(_TYPES)]
    if chance.random() < 0.3:
        name = chance.choice(_CODINGS)
        lines.append(b"Content-Encoding: " + name)
        if name in _CODERS and chance.random() < 0.7:
            body = _CODERS[name](body)
    if chance.random() < 0.3:
        lines.append(b"Content-Length: " + chance.choice([*_NUMBERS, b"%d" % len(body)]))
    if chance.random() < 0.2:
        name = chance.choice([b"chunked", b"Chunked", b"x, chunked"])
        lines.append(b"Transfer-Encoding: " + name)
        body = _chunked(chance, body)
    return body, lines


def _body(chance: random.Random) -> bytes:
    body = chance.choice([_PAGE, _PAGE, _XML, _MAP, b"", b"User-agent: *\nDisallow: /*a*a*b$\n"])
    if chance.random() < 0.3:
        at = chance.randrange(len(body) + 1)
        odd = chance.choice(
            [b"\xff", b"\x00", b"&nbsp;", b"\x08", b"<!DOCTYPE x [", b"\x1b$B", b"<"]
        )
        body = body[:at] + odd + body[at:]
    if chance.random() < 0.03:
        body += b" " * 300_000
    return body


def _chunked(chance: random.Random, body: bytes) -> bytes:
    size = chance.choice([b"%x" % len(body), b"-5", b"zz", b"f" * 70_000, b"%x" % (len(body) + 9)])
    last = chance.choice([b"0\r\n\r\n", b"0\r\nX: 1\r\n\r\n", b"", b"0\r\n" + b"X: 1\r\n" * 300])
    return size + b"\r\n" + body + b"\r\n" + last


class _Handler(socketserver.BaseRequestHandler):
    def handle(self) -> None:
        asked = self.request.recv(65_536)
        path = asked.split(b" ", 2)[1].decode("latin-1") if asked.count(b" ") > 1 else "/"
        raw, resets = self.server.answer(path)  # type: ignore[attr-defined]
        try:
            self.request.sendall(raw)
            if resets:
                self.request.setsockopt(SOL_SOCKET, SO_LINGER, struct.pack("ii", 1, 0))
        except OSError:
            pass


class _Server(socketserver.ThreadingTCPServer):
    """Gives the response of a number at its path; robots.txt is one only where a path says so."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, seed: int) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.seed = seed
        self.robots: int | None = None

    def answer(self, path: str) -> tuple[bytes, bool]:
        number = path.strip("/")
        if path == "/robots.txt" and self.robots is not None:
            number = str(self.robots)
        if not number.isdecimal():
            return b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", False
        return response(random.Random(f"{self.seed}:{int(number[:9])}"))


@contextmanager
def _serving(seed: int) -> Iterator[_Server]:
    with _Server(seed) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


def run(responses: int, seed: int) -> str | None:
    """Give ``responses`` made-up answers and return the first fault."""
    quick = patch.object(web, "collect", partial(web.collect, limits=_LIMITS))
    with _serving(seed) as server, tempfile.TemporaryDirectory() as folder, quick:
        root = f"http://127.0.0.1:{server.server_address[1]}"
        for batch, first in enumerate(range(0, responses, _BATCH)):
            numbers = range(first, min(first + _BATCH, responses))
            home = Path(folder) / str(batch)
            found = _batch(server, root, batch, numbers, home)
            if found is not None:
                return f"{found}\n  seed {seed}, responses {numbers[0]} to {numbers[-1]}"
    return None


def _batch(server: _Server, root: str, batch: int, numbers: range, home: Path) -> str | None:
    home.mkdir()
    if batch % 4 == 3:
        return _as_robots(server, root, numbers, home)
    kind = _KINDS[batch % 4]
    addresses = tuple(f"{root}/{n}" for n in numbers)
    if kind == "addresses":
        (home / "list.txt").write_text("\n".join(addresses), encoding="utf-8")
        addresses = (str(home / "list.txt"),)
    source = Source(
        *("fuzz", kind, addresses, "Example", "UTC", "ours"),  # type: ignore[arg-type]
        retention="full",
        pace_seconds=0.0,
        local=True,
        max_bytes=200_000,
    )
    interval = Interval(_DAY, _DAY + timedelta(days=1))
    try:
        result = fetch.run(source, interval, StatePaths(home / "state"))
    except Exception as error:  # noqa: BLE001 whatever it is, it is the finding
        return f"a run of kind {kind} raises {type(error).__name__}: {error}"
    targets = {outcome.target for outcome in result.outcomes}
    lost = [n for n in numbers if f"{root}/{n}" not in targets]
    seen = [(o.target, o.status, o.reason) for o in result.outcomes[:3]]
    return f"no outcome for {lost} as {kind}; the first are {seen}" if lost else None


def _as_robots(server: _Server, root: str, numbers: range, home: Path) -> str | None:
    for number in numbers:
        server.robots = number
        client = Client(
            Pace(home / "pace"), delay=0.0, max_bytes=200_000, local=True, limits=_LIMITS
        )
        robots = Robots(client)
        try:
            robots.check(f"{root}/aaaa")
            robots.delay(f"{root}/aaaa")
        except FetchError:
            pass
        except Exception as error:  # noqa: BLE001 whatever it is, it is the finding
            return f"response {number} as robots.txt raises {type(error).__name__}: {error}"
        finally:
            server.robots = None
    return None


def main() -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--inputs", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    began = time.monotonic()
    found = run(arguments.inputs, arguments.seed)
    if found is not None:
        print(found)
        return 1
    print(f"{arguments.inputs} responses, no fault, {time.monotonic() - began:.0f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
