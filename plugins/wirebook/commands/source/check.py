"""``wirebook source check``: what each source would bring today, and what is odd about it.

Nothing goes into the state but the turns at a host, which a run beside this must wait for too.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from wirebook.commands.source.add import page_in_words, prober
from wirebook.commands.terminal import Screen
from wirebook.fetch import files
from wirebook.fetch.base import FetchError
from wirebook.fetch.probe import ListKind, Look, Prober
from wirebook.quoting import printable
from wirebook.reading.language import detect
from wirebook.settings import StatePaths
from wirebook.sources import PATH_KINDS, Source, SourcesFile

_PAGES = 3
# A feed that has nothing newer is told: it may have moved.
_STALE_DAYS = 14


def check(state: StatePaths, file: SourcesFile, names: Sequence[str]) -> int:
    """Print what the named sources (all of them without a name) would bring; 1 where one would
    bring nothing or cannot be asked.

    Raises ValueError for a name that the file does not have.
    """
    known = {source.name: source for source in file.sources}
    for name in names:
        if name not in known:
            raise ValueError(f"there is no source named {name!r}; there are {', '.join(known)}")
    screen = Screen()
    is_well = True
    for source in [known[name] for name in names] or file.sources:
        screen.print(
            printable(f"{source.name} ({source.kind})", None),
            style="bold",
            markup=False,
            soft_wrap=True,
        )
        brings = False
        for is_there, words in _told(state, source):
            brings = brings or is_there
            screen.print(
                f"  {printable(words, None)}", markup=False, highlight=False, soft_wrap=True
            )
        is_well = is_well and brings
    return 0 if is_well else 1


def _told(state: StatePaths, source: Source) -> Iterator[tuple[bool, str]]:
    """Yield what there is to say of a source, and whether it shows that something would come."""
    if source.kind in PATH_KINDS:
        for address in source.addresses:
            yield from _told_path(Path(address), source)
        return
    asks = prober(state.home / "pace", pace=source.pace_seconds, is_local=source.local)
    for address in source.addresses:
        if source.kind == "addresses" and "://" not in address:
            yield from _told_path(Path(address), source)
            continue
        try:
            yield from _told_list(asks, address, source)
        except FetchError as error:
            yield False, f"odd: {address}: {error.reason}"


def _told_path(path: Path, source: Source) -> Iterator[tuple[bool, str]]:
    if path.is_file():
        yield True, f"{path.name}: {path.stat().st_size:,} bytes"
        return
    try:
        count = sum(1 for _ in files.listing(path))
    except FetchError as error:
        yield False, f"odd: {path.name}: {error.reason}"
        return
    yield count > 0, f"{path.name}: {count} files"
    yield from _told_number(count, source)


def _told_list(asks: Prober, address: str, source: Source) -> Iterator[tuple[bool, str]]:
    kind: ListKind = "feed" if source.kind == "feed" else "sitemap"
    if source.kind == "addresses":
        yield True, f"{address}: a list of addresses, not asked for here"
        return
    found = asks.read(kind, address)
    count = len(found.listing.links)
    lists = f", {len(found.listing.children)} lists in it" if found.listing.children else ""
    yield False, f"{address}: {count} pages{lists}"
    for note in found.listing.notes:
        yield False, f"odd: {note}"
    if found.reserved and source.retention == "full":
        yield (
            False,
            f"odd: reserved ({found.reserved}), so excerpts are kept though retention is full",
        )
    if not found.listing.children:
        yield from _told_number(count, source)
    looks = [asks.look(link, source.timezone) for link in asks.first_pages(found, _PAGES)]
    for look in looks:
        yield look.article is not None, page_in_words(look)
    for odd in _odd_pages(looks, source):
        yield False, f"odd: {odd}"


def _told_number(count: int, source: Source) -> Iterator[tuple[bool, str]]:
    if count < source.min_articles:
        yield False, f"odd: fewer than min_articles ({source.min_articles})"
    if source.max_articles is not None and count > source.max_articles:
        yield False, f"odd: more than max_articles ({source.max_articles}): the rest is left out"


def _odd_pages(looks: Sequence[Look], source: Source) -> Iterator[str]:
    """Yield what the pages say against the source's entry."""
    articles = [look.article for look in looks if look.article is not None]
    spoken = {detect(article.text) for article in articles} - {None}
    if source.language is not None and spoken and source.language not in spoken:
        yield f"language is {source.language}, its pages are {', '.join(sorted(map(str, spoken)))}"
    days = [a.published.day for a in articles if a.published is not None]
    if articles and not days:
        yield "no page states its day: its facts stay undated"
    full = [day for day in days if len(day) == len("2026-01-31")]
    if full:
        age = (datetime.now(UTC).date() - datetime.fromisoformat(max(full)).date()).days
        if age > _STALE_DAYS:
            yield f"its newest page is {age} days old"
        if age < -1:
            yield f"a page is dated {max(full)}, which is to come"
