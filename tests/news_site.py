"""A news site on the loopback, written for these tests, that counts what it is asked."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Answer:
    """What a path answers; a callable body writes by itself."""

    body: bytes | Callable[[BaseHTTPRequestHandler], None] = b""
    kind: str = "text/html; charset=utf-8"
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class Asked:
    """One request as the server saw it: when it began and ended, and what it cost."""

    path: str
    headers: dict[str, str]
    began: float
    ended: float = 0.0
    sent: int = 0
    status: int = 0


class Site:
    """Paths and their answers; unknown paths are 404. Answers with an ETag honour conditions."""

    def __init__(self) -> None:
        self.answers: dict[str, Answer] = {}
        self.log: list[Asked] = []
        site = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                site.answer(self)

            def log_message(self, *_: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.port = self.server.server_address[1]
        self.root = f"http://127.0.0.1:{self.port}"
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True)
        self.thread.start()

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        asked = Asked(handler.path, {k.lower(): v for k, v in handler.headers.items()}, time.time())
        self.log.append(asked)
        found = self.answers.get(handler.path) or Answer(b"not here", status=404)
        try:
            if callable(found.body):
                found.body(handler)
                return
            status, body = found.status, found.body
            etag = found.headers.get("ETag")
            if etag is not None and asked.headers.get("if-none-match") == etag:
                status, body = 304, b""
            asked.status = status
            # No Date and no Server: equal answers are equal bytes.
            handler.send_response_only(status)
            handler.send_header("Content-Type", found.kind)
            for name, value in found.headers.items():
                handler.send_header(name, value)
            handler.send_header("Content-Length", str(len(body)))
            handler.send_header("Connection", "close")
            handler.end_headers()
            handler.wfile.write(body)
            asked.sent = len(body)
        except (BrokenPipeError, ConnectionResetError):
            pass
        finally:
            handler.close_connection = True
            asked.ended = time.time()

    def paths(self) -> list[str]:
        return [asked.path for asked in self.log]

    def pages(self) -> list[str]:
        return [p for p in self.paths() if p not in ("/robots.txt", "/.well-known/tdmrep.json")]

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join(5)


SENTENCES = (
    "Hanbit Shipyard said on Monday that it would invest {n} trillion won in a new dry dock.",
    "한빛조선은 새 도크에 {n}조 원을 투자한다고 밝혔다.",
    "The work begins in spring and ends three years later, the company told reporters.",
    "공사는 봄에 시작해 3년 뒤에 끝난다고 회사는 설명했다.",
)


def page(number: int, *, extra: str = "", head: str = "", charset: str = "utf-8") -> str:
    """Return an article page of our own; ``number`` makes it unlike the others."""
    lines = "".join(f"<p>{s.format(n=number)} ({number}-{i})</p>" for i, s in enumerate(SENTENCES))
    return (
        f'<!doctype html><html lang="ko"><head><meta charset="{charset}">'
        f"<title>Dock number {number} - Example News</title>{head}</head><body>"
        '<nav><a href="/">Home</a> <a href="/sports">Sports</a></nav>'
        f"<article><h1>Dock number {number}</h1>{lines}{extra}</article>"
        "<footer>All rights reserved by the Example.</footer></body></html>"
    )
