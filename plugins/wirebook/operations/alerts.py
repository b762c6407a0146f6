"""One readable message to the people who run wirebook, by whatever addresses they configured.

Addresses are Apprise addresses (chat, mail, webhook ...). A message names tables, rules, counts and
keys, never what an article says. It is told once: what is told is noted in the state, so a retried
task stays silent.
"""

from __future__ import annotations

import hashlib
import logging
import os
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from wirebook.published import versions
from wirebook.quoting import printable, printable_lines, without_contacts
from wirebook.settings import StatePaths

_LOG = logging.getLogger(__name__)
_NONE_CONFIGURED = (
    "Nobody is told of this: no alert address is configured. Put one Apprise address a line into"
    " the Airflow connection wirebook_alerts (see the README, Alerts)."
)


class AlertFailed(Exception):
    """No configured address took the message."""


def send(addresses: Sequence[str], title: str, body: str) -> bool:
    """Send one message to every address; return False, with a log line, when there is none.

    Raises AlertFailed when an address is not understood or one of them did not take the message.
    The addresses hold secrets and are never logged. Of what the message says, only what can be
    shown leaves, and nobody's mailbox or telephone.
    """
    title = without_contacts(printable(title))
    body = without_contacts(printable_lines(body))
    if not addresses:
        _LOG.warning("%s\n%s\n%s", title, body, _NONE_CONFIGURED)
        return False
    import apprise

    channels = apprise.Apprise()
    understood = [channels.add(address) for address in addresses]
    if not all(understood):
        raise AlertFailed(f"{understood.count(False)} of {len(addresses)} addresses are not valid")
    if not channels.notify(title=title, body=body, body_format=apprise.NotifyFormat.TEXT):
        raise AlertFailed(f"not every one of {len(addresses)} addresses took the message")
    return True


def send_once(state: StatePaths, key: str, addresses: Sequence[str], title: str, body: str) -> bool:
    """Send a message unless one with this key was sent from this state; return whether it was.

    The key names the event (a run and what failed in it), not the attempt. A message that could
    not be sent may be tried again.
    """
    told = _told(state, key)
    told.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.close(os.open(told, os.O_CREAT | os.O_EXCL | os.O_WRONLY))
    except FileExistsError:
        return False
    try:
        send(addresses, title, body)
    except BaseException:
        told.unlink(missing_ok=True)
        raise
    told.write_text(f"{datetime.now(UTC).isoformat()} {printable(title)}\n", encoding="utf-8")
    return True


def still_published(state: StatePaths) -> str:
    """Return a sentence that says what consumers see meanwhile."""
    for version in versions.history(state):
        if version.is_current:
            since = version.published_at or "an unknown time"
            return f"Consumers keep version {version.publish_id}, published {since}."
    return "Nothing was published yet."


def forget(state: StatePaths, before: datetime) -> int:
    """Remove the notes of messages told before a time; return how many."""
    old = [n for n in _notes(state).glob("*.told") if n.stat().st_mtime < before.timestamp()]
    for note in old:
        note.unlink()
    return len(old)


def _notes(state: StatePaths) -> Path:
    return state.ops / "alerts"


def _told(state: StatePaths, key: str) -> Path:
    return _notes(state) / f"{hashlib.sha256(key.encode()).hexdigest()[:32]}.told"
