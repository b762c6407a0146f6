"""``wirebook erase ADDRESS|ARTICLE_ID --why REASON``: an article taken out of all that is kept."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from wirebook import release, sources
from wirebook.archive import erased
from wirebook.archive.erased import Erasure
from wirebook.commands import versions
from wirebook.erasure import erase
from wirebook.operations import lock, tables
from wirebook.published.current import current
from wirebook.quoting import printable
from wirebook.settings import StatePaths


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be erased, and why. Raises ValueError where either is missing."""

    target: str | None
    why: str | None

    def __post_init__(self) -> None:
        if not self.target or not (self.why or "").strip():
            raise ValueError("wirebook erase needs an address or an article's id, and --why")
        if self.target in str(self.why):
            raise ValueError("--why is kept: it may not hold the address")


def run(state: StatePaths, sources_file: Path, asked: Asked | None) -> int:
    """Erase an article, or finish what was interrupted; then publish what the rest says.

    Returns 1 where the gate refuses the build that follows: the article is gone all the same, and
    figures that others tell as well come back with the next build that passes.
    """
    with lock.hold(state, "wirebook erase"):
        if asked is not None:
            erase.begin(state, str(asked.target), printable(str(asked.why).strip()))
        done = erase.finish(state, lambda line: print(printable(line), flush=True))
        if current(state) is not None:
            release.make_site(state)
        erase.forget(state, done)
        print(_told(done))
        if current(state) is None:
            return 0
        run_id = f"wirebook_erase__{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"
        try:
            release.build(state, run_id)
        finally:
            tables.publish(state)
    return versions.publish(state, sources.load(sources_file), allow_drop=False)


def lift(state: StatePaths, target: str | None) -> int:
    """Let an erased article be fetched again; 1 when it was not refused."""
    if not target:
        raise ValueError("wirebook erase --lift needs an address or an article's id")
    with lock.hold(state, "wirebook erase"):
        is_lifted = erased.lift(state, target, datetime.now(UTC).isoformat(timespec="seconds"))
    if not is_lifted:
        print("no erasure of it is in force", file=sys.stderr)
        return 1
    print("it may be fetched again")
    return 0


def _told(done: Erasure) -> str:
    lines = [
        f"erased: {done.records} records of the archive, {done.rows} rows of the landing,"
        f" {len(done.versions)} versions",
        f"it is refused from now on, as {', '.join(done.article_ids) or 'what was not read'}"
        f" (wirebook erase --lift); {erased.LEDGER} has the reason",
    ]
    return "\n".join(lines)
