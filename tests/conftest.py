"""No test may reach beyond this machine: a connection to anything but loopback is refused."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from wirebook.sources import Source


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let the slow files begin first: whoever shares the tests then ends at one time."""
    slow = {item.path for item in items if item.get_closest_marker("slow") is not None}
    items.sort(key=lambda item: item.path not in slow)


class OutsideConnectionError(OSError):
    """A test tried to leave the machine."""


def _is_inside(address: Any) -> bool:
    if not isinstance(address, tuple):
        return True  # a Unix socket's path
    host = address[0]
    if host in ("localhost", ""):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


@pytest.fixture(autouse=True, scope="session")
def only_loopback() -> Iterator[None]:
    """Refuse every connection and datagram to another machine, whichever library makes it."""
    patch = pytest.MonkeyPatch()
    for name in ("connect", "connect_ex", "sendto"):
        patch.setattr(socket.socket, name, _guarded(getattr(socket.socket, name)))
    yield
    patch.undo()


def _guarded(method: Any) -> Any:
    def guarded(self: socket.socket, *arguments: Any) -> Any:
        address = arguments[-1]
        if not _is_inside(address):
            raise OutsideConnectionError(f"tests may not connect to {address!r}")
        return method(self, *arguments)

    return guarded


@pytest.fixture
def make_source() -> Callable[..., Source]:
    def make(kind: str, *addresses: str, **fields: Any) -> Source:
        values: dict[str, Any] = {"outlet": "Example", "timezone": "Asia/Seoul", "licence": "ours"}
        values |= {"retention": "full", "pace_seconds": 0.0, "local": True, "max_bytes": 1_000_000}
        return Source(name=f"{kind}-test", kind=kind, addresses=addresses, **(values | fields))

    return make
