"""``wirebook override [CHECK --why REASON --days N]``: a band that may pass for a while."""

from __future__ import annotations

from datetime import UTC, datetime

from wirebook.audit import bands, overrides
from wirebook.operations import lock
from wirebook.quoting import printable
from wirebook.settings import StatePaths


def add(state: StatePaths, check: str, why: str, days: int) -> int:
    """Note an override and say until when it holds. Raises ValueError for what is no band."""
    if check not in bands.NAMES:
        raise ValueError(f"{check} cannot be overridden; these can: {', '.join(bands.NAMES)}")
    with lock.hold(state, "wirebook override"):
        one = overrides.add(state, check, printable(why), days, datetime.now(UTC))
    print(f"{one.check} only warns until {one.until}")
    return 0


def show(state: StatePaths) -> int:
    """Print every override, the newest first, and whether it still holds."""
    now = datetime.now(UTC)
    found = overrides.known(state)
    for one in reversed(found):
        held = "holds" if one.holds(now) else "expired"
        print(printable(f"{one.check} until {one.until} ({held}): {one.why}"))
    if not found:
        print("nothing is overridden")
    return 0
