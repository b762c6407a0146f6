"""HTTP with requests, behind one function that checks, paces, limits and retries.

:meth:`Client.get` is the only way to the network. Each hop is checked anew (guard), waits for its
turn (pace), and has limits for connecting, for silence, for the whole time and for the bytes that
come out of it. Redirects are followed here, never by requests, and no proxy, cookie or password of
this machine is used.
"""

from __future__ import annotations

import os
import socket
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from types import TracebackType
from typing import Any
from urllib.parse import urljoin, urlsplit

import requests
import urllib3
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from wirebook import __version__
from wirebook.archive.days import HttpExchange
from wirebook.fetch import codings, guard
from wirebook.fetch.base import FetchError
from wirebook.fetch.pace import Pace

AGENT = "wirebook"
_REDIRECTS = frozenset((301, 302, 303, 307, 308))
_PASSING = frozenset((429, 500, 502, 503, 504))


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

    @property
    def content_type(self) -> str | None:
        """The media type, without its parameters."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower() or None

    @property
    def declared_encoding(self) -> str | None:
        """The charset parameter of the Content-Type."""
        for part in self.headers.get("content-type", "").split(";")[1:]:
            name, _, value = part.partition("=")
            if name.strip().lower() == "charset":
                return value.strip().strip("\"'")[:40] or None
        return None


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
        local: bool = False,
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
        headers: Mapping[str, str] | None = None,
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
        for _ in range(self._limits.redirects + 1):
            address = guard.check_address(address, local=self._local)
            if allowed is not None:
                allowed(address)
            response = self._with_retries(address, headers or {}, pause, attempts, limit)
            if response.status not in _REDIRECTS:
                return response
            target = response.headers.get("location")
            if not target:
                raise FetchError(f"status {response.status} without a location")
            address = urljoin(address, target)
        raise FetchError(f"more than {self._limits.redirects} redirects")

    def _with_retries(
        self,
        address: str,
        headers: Mapping[str, str],
        pause: float,
        attempts: int | None,
        limit: int,
    ) -> Response:
        left = attempts if attempts is not None else self._limits.attempts
        wait = self._limits.backoff_seconds
        while True:
            left -= 1
            try:
                response = self._once(address, headers, pause, limit)
                if response.status not in _PASSING or left <= 0:
                    return response
                asked = _retry_after(response.headers)
            except _TransientError as error:
                if left <= 0:
                    raise
                asked = error.wait
            pausing = max(wait, asked or 0.0)
            if pausing > self._limits.longest_wait_seconds:
                raise FetchError(f"the site asks to come back in {pausing:.0f} s")
            self._sleep(pausing)
            wait *= 2

    def _once(self, address: str, headers: Mapping[str, str], pause: float, limit: int) -> Response:
        host = urlsplit(address).netloc
        with self._pace.turn(host, pause), _Deadline(self._limits.total_seconds) as deadline:
            self.requests += 1
            try:
                response = self._exchange(address, headers, deadline, limit)
            except (requests.RequestException, urllib3.exceptions.HTTPError, OSError) as error:
                if deadline.expired:
                    reason = f"not done after {self._limits.total_seconds:.0f} s"
                    raise FetchError(reason) from error
                raise _TransientError(_in_words(error)) from error
            # Cut in the middle of its head, an answer looks like a short one.
            if deadline.expired:
                raise FetchError(f"not done after {self._limits.total_seconds:.0f} s")
            return response

    def _exchange(
        self, address: str, headers: Mapping[str, str], deadline: _Deadline, limit: int
    ) -> Response:
        session = requests.Session()
        session.trust_env = False
        session.headers.clear()
        session.headers.update(
            {
                "User-Agent": user_agent(),
                "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.5",
                "Accept-Encoding": codings.ACCEPTED,
                "Connection": "close",
                **headers,
            }
        )
        for scheme in ("http://", "https://"):
            session.mount(scheme, _Adapter(self._connector(deadline)))
        timeouts = (self._limits.connect_seconds, self._limits.silence_seconds)
        with (
            session,
            session.get(address, stream=True, allow_redirects=False, timeout=timeouts) as answer,
        ):
            body = self._body(answer, limit, deadline)
            return Response(
                address,
                answer.status_code,
                {name.lower(): value for name, value in answer.headers.items()},
                body,
                _heads(answer),
            )

    def _connector(self, deadline: _Deadline) -> Callable[[str, int], socket.socket]:
        def connect(host: str, port: int) -> socket.socket:
            link = guard.connect(
                host,
                port,
                self._limits.connect_seconds,
                local=self._local,
                resolver=self._resolver,
            )
            deadline.watch(link)
            link.settimeout(self._limits.silence_seconds)
            return link

        return connect

    def _body(self, answer: requests.Response, limit: int, deadline: _Deadline) -> bytes:
        if answer.status_code in _REDIRECTS or answer.status_code == 304:
            return b""
        announced = answer.headers.get("content-length", "")
        if announced.isdigit() and int(announced) > limit:
            raise FetchError(f"{announced} bytes announced, max_bytes is {limit}", "refused")
        wire = _Wire(answer.raw, limit)
        names = answer.headers.get("content-encoding", "").split(",")
        try:
            return codings.read_all(wire, names, limit)
        except FetchError as error:
            # A connection that the deadline cut looks like a body that ends in the middle.
            if deadline.expired:
                raise FetchError(f"not done after {self._limits.total_seconds:.0f} s") from error
            raise
        finally:
            self.bytes += wire.count


class _Wire:
    """The body as it arrives, in whatever pieces; counts it and stops at the limit."""

    def __init__(self, raw: Any, limit: int) -> None:
        self._raw = raw
        self._limit = limit
        self.count = 0

    def read(self, size: int = -1, /) -> bytes:
        part: bytes = self._raw.read1(size if size > 0 else 65_536, decode_content=False)
        self.count += len(part)
        if self.count > self._limit:
            raise FetchError(f"more than max_bytes ({self._limit}) arrive", "refused")
        return part


class _Deadline:
    """Cuts a connection when its time is over, wherever it stands: a socket's own timeout starts
    anew with every byte, so a server that drips would hold us for hours."""

    def __init__(self, seconds: float) -> None:
        self.expired = False
        self._lock = threading.Lock()
        self._handle: socket.socket | None = None
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

    def watch(self, link: socket.socket) -> None:
        """Cut this connection too; a duplicate, because TLS takes the socket over."""
        with self._lock:
            if self._handle is not None:
                self._handle.close()
            self._handle = link.dup()
        if self.expired:
            self._cut()

    def _cut(self) -> None:
        self.expired = True
        with self._lock:
            if self._handle is not None:
                try:
                    self._handle.shutdown(socket.SHUT_RDWR)
                except OSError:
                    pass  # the other side was quicker


class _Adapter(HTTPAdapter):
    """requests' adapter with connections made by our guard."""

    def __init__(self, connect: Callable[[str, int], socket.socket]) -> None:
        self._connect = connect
        super().__init__(max_retries=0)

    def init_poolmanager(self, *arguments: Any, **named: Any) -> None:
        super().init_poolmanager(*arguments, **named)
        connect = self._connect

        class Plain(HTTPConnection):
            def _new_conn(self) -> socket.socket:
                return connect(self.host, self.port or 80)

        class Secure(HTTPSConnection):
            def _new_conn(self) -> socket.socket:
                return connect(self.host, self.port or 443)

        class PlainPool(HTTPConnectionPool):
            ConnectionCls = Plain

        class SecurePool(HTTPSConnectionPool):
            ConnectionCls = Secure

        self.poolmanager.pool_classes_by_scheme = {"http": PlainPool, "https": SecurePool}


def _heads(answer: requests.Response) -> HttpExchange:
    asked = answer.request
    path = asked.path_url
    host = urlsplit(asked.url or "").netloc
    version = "HTTP/1.0" if answer.raw.version == 10 else "HTTP/1.1"
    return HttpExchange(
        f"GET {path} HTTP/1.1",
        [("Host", str(host)), *((str(k), str(v)) for k, v in asked.headers.items())],
        f"{version} {answer.status_code} {answer.reason or ''}".rstrip(),
        [(name, value) for name, value in answer.raw.headers.items()],
    )


def _retry_after(headers: Mapping[str, str]) -> float | None:
    """Return the seconds of a Retry-After header, in either of its forms (RFC 9110, 10.2.3)."""
    given = headers.get("retry-after", "").strip()
    if given.isdigit():
        return float(given[:9])
    try:
        moment = parsedate_to_datetime(given)
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, (moment - datetime.now(UTC)).total_seconds())


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
