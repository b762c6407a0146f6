"""The lock that keeps a second run out of a state."""

from __future__ import annotations

import fcntl
import json
import os
import socket
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from wirebook.settings import StatePaths

# The holder hands its token to the processes that it starts: a task of the run that holds the
# state may enter it, another run may not.
_TOKEN = "WIREBOOK_LOCK_TOKEN"


class StateBusyError(RuntimeError):
    """Another run holds this state; the message says who."""


@contextmanager
def hold(state: StatePaths, owner: str) -> Iterator[None]:
    """Keep every other run out of ``state`` while the block runs.

    ``owner`` is what a refused run is told ("make run"). The lock is the kernel's and goes with
    the process, so a crash leaves none behind. A process started by the holder passes through.
    Raises StateBusyError at once when another run holds the state.
    """
    state.home.mkdir(parents=True, exist_ok=True)
    file = state.home / "LOCK"
    descriptor = os.open(file, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        if not _locked(descriptor):
            _enter_as_child(file)
            yield
            return
        with _token() as token:
            _write_owner(descriptor, owner, token)
            yield
    finally:
        os.close(descriptor)


def _locked(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _enter_as_child(file: Path) -> None:
    holder = _read_owner(file)
    if holder.get("token") is None or holder["token"] != os.environ.get(_TOKEN):
        raise StateBusyError(
            f"{file.parent} is in use by {holder.get('owner', 'another run')!r} (process "
            f"{holder.get('pid', '?')} on {holder.get('host', '?')}, since "
            f"{holder.get('since', '?')}); wait for it or end it"
        )


@contextmanager
def _token() -> Iterator[str]:
    before = os.environ.get(_TOKEN)
    token = os.environ[_TOKEN] = uuid.uuid4().hex
    try:
        yield token
    finally:
        if before is None:
            del os.environ[_TOKEN]
        else:
            os.environ[_TOKEN] = before


def _write_owner(descriptor: int, owner: str, token: str) -> None:
    told = {
        "owner": owner,
        "pid": os.getpid(),
        "host": socket.gethostname(),
        "since": datetime.now(UTC).isoformat(timespec="seconds"),
        "token": token,
    }
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, json.dumps(told).encode(), 0)


def _read_owner(file: Path) -> dict[str, str]:
    try:
        told = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):  # the holder may be writing it this very moment
        return {}
    return told if isinstance(told, dict) else {}
