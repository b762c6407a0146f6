"""HTTP behind one function that checks, paces, limits and retries.

:meth:`Client.get` is the only way to the network. Each hop is checked anew (guard), waits for its
turn (pace), and has limits for connecting, for silence, for the whole time and for the bytes that
come out of it. Redirects are followed here, and no proxy, cookie or password of this machine is
used. Nothing that a server sends raises anything but FetchError: headers are read strictly
(:mod:`wirebook.fetch.headers`), bodies through the capped reader (:mod:`wirebook.fetch.codings`),
and what goes wrong all the same becomes that error in one place, :meth:`Client._answered`.
"""

from __future__ import annotations

import os
import socket
import ssl
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from http.client import HTTPConnection, HTTPException, HTTPResponse
from types import TracebackType
from urllib.parse import SplitResult, urlsplit

import certifi

from wirebook import __version__
from wirebook.archive.days import HttpExchange
from wirebook.fetch import codings, guard, headers
from wirebook.fetch.base import FetchError
from wirebook.fetch.cookies import Cookies
from wirebook.fetch.pace import Pace

AGENT = "wirebook"
_REDIRECTS = frozenset((301, 302, 303, 307, 308))
_PASSING = frozenset((429, 500, 502, 503, 504))
# Of other answers nothing but the head is used, so their bodies are left where they are.
_GONE = frozenset((404, 410))
# A server that waits for a request hangs up after a while.
_FRESH_SECONDS = 8.0


def user_agent() -> str:
    """Return who we say we are; ``WIREBOOK_CONTACT`` adds where to complain."""
    contact = os.environ.get("WIREBOOK_CONTACT", "")
    plain = "".join(c for c in contact if c.isprintable() and c.isascii())[:200]
    return f"{AGENT}/{__version__} (news reader; obeys robots.txt{'; ' * bool(plain)}{plain})"


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds and counts that bound one fetch."""

    connect_seconds: float = 10.0
    silence_seconds: float = 15.0
    total_seconds: float = 30.0
    redirects: int = 5
    attempts: int = 3
    backoff_seconds: float = 1.0
    longest_wait_seconds: float = 60.0


@dataclass(frozen=True, slots=True)
class Response:
    """One answer: ``body`` has its codings undone; ``address`` is where the last hop ended."""

    address: str
    status: int
    headers: Mapping[str, str]
    body: bytes
    exchange: HttpExchange
    cookies: Sequence[str] = ()

    @property
    def content_type(self) -> str | None:
        """The media type, without its parameters."""
        return headers.media_type(self.headers.get("content-type", ""))

    @property
    def declared_encoding(self) -> str | None:
        """The charset parameter of the Content-Type."""
        return headers.charset(self.headers.get("content-type", ""))


class _TransientError(FetchError):
    """A failure that may pass; ``wait`` is what the server asks for, in seconds."""

    def __init__(self, reason: str, wait: float | None = None) -> None:
        super().__init__(reason)
        self.wait = wait


class Client:
    """The network as one source may use it. Counts requests and the bytes that came."""

    def __init__(
        self,
        pace: Pace,
        *,
        delay: float,
        max_bytes: int,
        local: guard.Local = False,
        limits: Limits | None = None,
        resolver: guard.Resolver = guard.resolve,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.requests = 0
        self.bytes = 0
        self._pace = pace
        self._delay = delay
        self._max_bytes = max_bytes
        self._local = local
        self._limits = limits if limits is not None else Limits()
        self._resolver = resolver
        self._sleep = sleep

    def get(
        self,
        address: str,
        *,
        conditions: Mapping[str, str] | None = None,
        delay: float | None = None,
        attempts: int | None = None,
        allowed: Callable[[str], None] | None = None,
        max_bytes: int | None = None,
    ) -> Response:
        """Return the answer to a GET, whatever its status but a redirect.

        ``allowed`` is asked before each hop and raises to stop. ``delay`` overrides the pause
        between requests if it is longer. Raises FetchError: refused addresses, redirects without
        end, time-outs, bodies past the limit, failures that outlast the retries.
        """
        pause = max(self._delay, delay or 0.0)
        limit = max_bytes if max_bytes is not None else self._max_bytes
        cookies = Cookies()
        for _ in range(self._limits.redirects + 1):
            address = guard.check_address(address, local=self._local)
            if allowed is not None:
                allowed(address)
            asked = {**(conditions or {}), **cookies.header(address)}
            response = self._with_retries(address, asked, pause, attempts, limit)
            if response.status not in _REDIRECTS:
                return response
            cookies.take(address, response.cookies)
            address = _target(address, response)
        raise FetchError(f"more than {self._limits.redirects} redirects")

    def _with_retries(
        self,
        address: str,
        extra: Mapping[str, str],
        pause: float,
        attempts: int | None,
        limit: int,
    ) -> Response:
        left = attempts if attempts is not None else self._limits.attempts
        wait = self._limits.backoff_seconds
        while True:
            left -= 1
            try:
                response = self._once(address, extra, pause, limit)
                if response.status not in _PASSING or left <= 0:
                    return response
                asked = _wait_of(response)
            except _TransientError as error:
                if left <= 0:
                    raise
                asked = error.wait
            pausing = max(wait, asked or 0.0)
            if pausing > self._limits.longest_wait_seconds:
                raise FetchError(f"the site asks to come back in {pausing:.0f} s")
            self._sleep(pausing)
            wait *= 2

    def _once(self, address: str, extra: Mapping[str, str], pause: float, limit: int) -> Response:
        parts = urlsplit(address)
        self.requests += 1
        # Outside the turn: while a host's dead addresses are tried, nobody else waits for it.
        link = self._connected(parts)
        try:
            began = time.monotonic()
            with self._pace.turn(parts.netloc, pause):
                if time.monotonic() - began > _FRESH_SECONDS:
                    link.socket.close()
                    link = self._connected(parts, link)
                with _Deadline(self._limits.total_seconds, link.socket) as deadline:
                    return self._answered(link.socket, parts, extra, deadline, limit)
        finally:
            link.socket.close()

    def _connected(self, parts: SplitResult, known: guard.Link | None = None) -> guard.Link:
        """Return a connection to a host; ``known`` is one to the address that answered before."""
        resolver = self._resolver if known is None else lambda *_: [str(known.address)]
        try:
            return guard.connect(
                parts.hostname or "",
                parts.port or (443 if parts.scheme == "https" else 80),
                self._limits.connect_seconds,
                local=self._local,
                resolver=resolver,
            )
        except OSError as error:
            raise _TransientError(_in_words(error)) from error

    def _answered(
        self,
        link: socket.socket,
        parts: SplitResult,
        extra: Mapping[str, str],
        deadline: _Deadline,
        limit: int,
    ) -> Response:
        """Return the answer; the one place where whatever a server sent becomes an outcome."""
        try:
            response = self._exchange(link, parts, extra, limit)
        except Exception as error:
            # A connection that the deadline cut looks like one that ends in the middle.
            if deadline.expired:
                raise FetchError(self._too_long()) from error
            if isinstance(error, FetchError):
                raise
            if isinstance(error, HTTPException | OSError):
                raise _TransientError(_in_words(error)) from error
            raise FetchError(f"the answer cannot be read: {type(error).__name__}") from error
        # Cut in the middle of its head, an answer looks like a short one.
        if deadline.expired:
            raise FetchError(self._too_long())
        return response

    def _too_long(self) -> str:
        return f"not done after {self._limits.total_seconds:.0f} s"

    def _exchange(
        self, link: socket.socket, parts: SplitResult, extra: Mapping[str, str], limit: int
    ) -> Response:
        link.settimeout(self._limits.silence_seconds)
        connection = HTTPConnection(parts.netloc)
        is_secure = parts.scheme == "https"
        connection.sock = _secured(link, parts.hostname or "") if is_secure else link
        path = f"{parts.path}?{parts.query}" if parts.query else parts.path
        asked = {
            "Host": parts.netloc,
            "User-Agent": user_agent(),
            "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.5",
            "Accept-Encoding": codings.ACCEPTED,
            "Connection": "close",
            **extra,
        }
        try:
            connection.putrequest("GET", path, skip_host=True, skip_accept_encoding=True)
            for name, value in asked.items():
                connection.putheader(name, value)
            connection.endheaders()
            with connection.getresponse() as answer:
                return self._response(answer, parts, path, asked, limit)
        finally:
            connection.close()

    def _response(
        self,
        answer: HTTPResponse,
        parts: SplitResult,
        path: str,
        asked: Mapping[str, str],
        limit: int,
    ) -> Response:
        given = answer.getheaders()
        named: dict[str, str] = {}
        for name, value in given:
            before = named.get(name.lower())
            named[name.lower()] = value if before is None else f"{before}, {value}"
        version = "HTTP/1.0" if answer.version == 10 else "HTTP/1.1"
        exchange = HttpExchange(
            f"GET {path} HTTP/1.1",
            list(asked.items()),
            f"{version} {answer.status} {answer.reason or ''}".rstrip(),
            given,
        )
        return Response(
            parts.geturl(),
            answer.status,
            named,
            self._body(answer, named, limit),
            exchange,
            [value for name, value in given if name.lower() == "set-cookie"],
        )

    def _body(self, answer: HTTPResponse, named: Mapping[str, str], limit: int) -> bytes:
        """Return the body of a page, or of the note that one is gone, which may be unreadable."""
        if answer.status in _GONE:
            try:
                return self._whole(answer, named, limit)
            except FetchError:
                return b""
        return self._whole(answer, named, limit) if 200 <= answer.status < 300 else b""

    def _whole(self, answer: HTTPResponse, named: Mapping[str, str], limit: int) -> bytes:
        try:
            announced = headers.length(named.get("content-length", ""))
        except ValueError as error:
            raise FetchError(f"its Content-Length names {error}", "quarantined") from error
        if announced is not None and announced > limit and not answer.chunked:
            raise FetchError(f"{announced} bytes announced, max_bytes is {limit}", "refused")
        wire = _Wire(answer, limit)
        try:
            return codings.read_all(wire, codings.named(named.get("content-encoding", "")), limit)
        finally:
            self.bytes += wire.count


class _Wire:
    """The body as it arrives, in whatever pieces; counts it and stops at the limit."""

    def __init__(self, answer: HTTPResponse, limit: int) -> None:
        self._answer = answer
        self._limit = limit
        self.count = 0

    def read(self, size: int = -1, /) -> bytes:
        part = self._answer.read1(size if size > 0 else 65_536)
        self.count += len(part)
        if self.count > self._limit:
            raise FetchError(f"more than max_bytes ({self._limit}) arrive", "refused")
        if not part and self._answer.length:
            raise ConnectionError(0, "the body ends in the middle")
        return part


@cache
def _authorities() -> ssl.SSLContext:
    return ssl.create_default_context(cafile=certifi.where())


def _secured(link: socket.socket, host: str) -> socket.socket:
    return _authorities().wrap_socket(link, server_hostname=host)


def _target(address: str, response: Response) -> str:
    given = response.headers.get("location", "")
    if not given.strip():
        raise FetchError(f"status {response.status} without a location")
    target = headers.location(given, address)
    if target is None:
        raise FetchError(f"status {response.status} with a location that is no address")
    return target


class _Deadline:
    """Cuts a connection when its time is over, wherever it stands: a socket's own timeout starts
    anew with every byte, so a server that drips would hold us for hours."""

    def __init__(self, seconds: float, link: socket.socket) -> None:
        self.expired = False
        self._lock = threading.Lock()
        # A duplicate, because TLS takes the socket over.
        self._handle: socket.socket | None = link.dup()
        self._timer = threading.Timer(seconds, self._cut)
        self._timer.daemon = True

    def __enter__(self) -> _Deadline:
        self._timer.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._timer.cancel()
        with self._lock:
            if self._handle is not None:
                self._handle.close()
                self._handle = None

    def _cut(self) -> None:
        self.expired = True
        with self._lock:
            if self._handle is not None:
                try:
                    self._handle.shutdown(socket.SHUT_RDWR)
                except OSError:
                    pass  # the other side was quicker


def _wait_of(response: Response) -> float | None:
    """Return the seconds after which a site asks to be asked again."""
    return headers.wait(response.headers.get("retry-after", ""), datetime.now(UTC))


def _in_words(error: Exception) -> str:
    """Return what failed without addresses of memory or of this machine."""
    inner: BaseException = error
    while (cause := inner.__cause__ or inner.__context__) is not None:
        inner = cause
    if isinstance(inner, TimeoutError):
        return "no answer in time"
    if isinstance(inner, socket.gaierror):
        return "the host has no address"
    text = inner.strerror if isinstance(inner, OSError) and inner.strerror else ""
    return f"the connection failed: {text or type(inner).__name__}"
