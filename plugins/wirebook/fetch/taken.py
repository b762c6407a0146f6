"""Which articles a run has taken, where two addresses may fall on one.

Parameters that mostly tell where a reader came from (``ref``, ``share``) are left out of an
article's address; on some sites they name the article. So two listed addresses that differ in them
alone are both asked for, and where the texts differ, each article keeps its whole address. A
canonical link that looks like a section's is believed only of a page with the text found there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace

from wirebook.archive.snapshots import Snapshot
from wirebook.fetch.listings import Link
from wirebook.pages import addresses

Digest = Callable[[], str | None]


class Taken:
    """The identities of one run, with the digest of a text where two may be one."""

    def __init__(self) -> None:
        self._of: dict[str, str | None] = {}
        self._shared: frozenset[str] = frozenset()

    def arranged(self, links: Iterable[Link]) -> list[Link]:
        """Return the links with those last that have another one's address but for an origin."""
        listed = list(links)
        short = [canonical(link.address) for link in listed]
        count = Counter(short)
        self._shared = frozenset(address for address in short if count[address] > 1)
        last = [exact(link.address) != form for link, form in zip(listed, short, strict=True)]
        order = sorted(range(len(listed)), key=last.__getitem__)
        return [listed[index] for index in order]

    def named(
        self,
        snapshot: Snapshot,
        address: str,
        declared: str | None,
        known: Snapshot | None,
        digest: Digest,
    ) -> Snapshot:
        """Return a page's snapshot under the identity that its text bears out.

        ``address`` is where the page was found and ``declared`` its canonical link; of ``known``,
        what was archived of it before, a whole address stays; ``digest`` is that of its text.
        """
        doubted = addresses.doubted(address, declared)
        if doubted is not None and self._has(doubted, digest):
            return replace(snapshot, canonical_url=doubted)
        short, own = canonical(address), exact(address)
        if own == short or snapshot.canonical_url != short:
            return snapshot
        was_own = known is not None and known.canonical_url == own
        is_other = short in self._of and not self._has(short, digest)
        return replace(snapshot, canonical_url=own) if was_own or is_other else snapshot

    def _has(self, identity: str, digest: Digest) -> bool:
        known = self._of.get(identity)
        return known is not None and known == digest()

    def take(self, identity: str, digest: Digest) -> bool:
        """Take an article; False where it was taken before."""
        if identity in self._of:
            return False
        may_be_shared = identity in self._shared or not addresses.names_an_article(identity)
        self._of[identity] = digest() if may_be_shared else None
        return True


def canonical(address: str) -> str:
    """Return an address's canonical form; one that is none stays as it is."""
    try:
        return addresses.canonical(address)
    except ValueError:
        return address


def exact(address: str) -> str:
    """Return an address's canonical form with the parameters that may name its article."""
    try:
        return addresses.exact(address)
    except ValueError:
        return address
