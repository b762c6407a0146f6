"""``wirebook source add`` and ``wirebook init``: look at an address, write its entry."""

from __future__ import annotations

import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from rich.console import Console

from wirebook.commands.source import entry, places
from wirebook.commands.terminal import Screen
from wirebook.fetch.base import FetchError
from wirebook.fetch.http import Client, Limits
from wirebook.fetch.pace import Pace
from wirebook.fetch.probe import Look, Probe, Prober
from wirebook.quoting import printable
from wirebook.reading.amounts.money import read_money
from wirebook.reading.language import detect

# So many pages are asked for, so far apart: enough to see a site's ways, and no burden to it.
_PAGES, _PACE_SECONDS = 3, 1.0
_MAX_BYTES = 10_000_000
_LONGEST_OUTLET = 80


class NotAdded(Exception):
    """Why nothing was written; the message is for the person who asked."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a person says of the source; None is found out, or left to the file's defaults."""

    name: str | None = None
    outlet: str | None = None
    timezone: str | None = None
    language: str | None = None
    house_currency: str | None = None
    licence: str | None = None
    retention: str | None = None
    type: str | None = None
    is_local: bool = False


def add(address: str, file: Path, wishes: Wishes, *, writes: bool = True) -> int:
    """Look at an address, show what is there and write its entry into a sources file.

    ``writes`` false only shows the entry. Raises NotAdded with the reason.
    """
    screen = Screen()
    found, looks = _looked(address, wishes.is_local)
    _show(screen, found, looks)
    source = _entry(found, looks, wishes)
    text = entry.as_yaml(source, 2)
    if not writes:
        print(text, end="")
        return 0
    try:
        entry.put(file, source, state=entry.slug(file.stem))
    except (ValueError, FileExistsError) as error:
        raise NotAdded(str(error)) from error
    screen.print(f"\nwritten to {printable(str(file), None)}:\n", markup=False, soft_wrap=True)
    screen.print(text, markup=False, highlight=False, soft_wrap=True)
    command = printable(f"make run SOURCES={file}", None)
    screen.print(f"fetch, build and publish it: {command}", markup=False, soft_wrap=True)
    return 0


def init(file: Path, address: str | None, wishes: Wishes) -> int:
    """Begin a sources file with its first source; ask for the address where none is given.

    Raises NotAdded where the file is there already, or nobody can be asked.
    """
    if file.exists():
        raise NotAdded(f"{file} is there already: wirebook source add ADDRESS --sources {file}")
    if address is None:
        if not sys.stdin.isatty():
            raise NotAdded("which feed, sitemap or site? wirebook init FILE --address ADDRESS")
        address = input("Address of a feed, a sitemap or a news site: ").strip()
    return add(address, file, wishes)


def prober(folder: Path, *, pace: float, is_local: bool | Sequence[str]) -> Prober:
    """Return what asks a site, one request after another; ``folder`` holds the turns."""
    client = Client(
        Pace(folder), delay=pace, max_bytes=_MAX_BYTES, local=is_local, limits=Limits(attempts=1)
    )
    return Prober(client, _MAX_BYTES, is_local)


def _looked(address: str, is_local: bool) -> tuple[Probe, list[Look]]:
    if "://" not in address:
        address = f"https://{address}"
    with tempfile.TemporaryDirectory() as folder:
        asks = prober(Path(folder), pace=_PACE_SECONDS, is_local=is_local)
        try:
            found = asks.probe(address)
            for kind, named in found.named if found.kind is None else ():
                try:
                    listed = asks.read(kind, named)
                except FetchError:
                    continue
                found = _of_page(listed, found)
                break
        except FetchError as error:
            raise NotAdded(f"{address}: {error.reason}") from error
        if found.kind is None:
            raise NotAdded(
                f"{address} is neither a feed nor a sitemap, and names none that reads as one"
            )
        links = asks.first_pages(found, _PAGES)
        return found, [asks.look(link) for link in links]


def _of_page(listed: Probe, page: Probe) -> Probe:
    """Return the list that a page names, with what the page says of itself."""
    return replace(listed, outlet=page.outlet or listed.outlet, named=page.named)


def _show(screen: Console, found: Probe, looks: Sequence[Look]) -> None:
    """Print what was found, one fact a line."""

    def say(words: str) -> None:
        screen.print(printable(words, None), markup=False, highlight=False, soft_wrap=True)

    count = len(found.listing.links)
    what = f"{count} pages" if count or not found.listing.children else "lists"
    children = f", {len(found.listing.children)} lists in it" if found.listing.children else ""
    say(f"{found.kind} at {found.address}: {what}{children}")
    for note in found.listing.notes:
        say(f"  mended: {note}")
    for kind, address in found.named:
        if address != found.address:
            say(f"  also named: {kind} {address}")
    say(f"robots.txt: allows it{f', {found.delay:.0f} s between requests' if found.delay else ''}")
    if found.reserved:
        say(f"reserved from text and data mining ({found.reserved}): only excerpts are kept")
    for look in looks:
        say(page_in_words(look))


def page_in_words(look: Look) -> str:
    """Return one line on a page that was looked at: what it holds, or why it holds nothing."""
    if look.article is None:
        return f"page {look.address}: not read: {look.why}"
    article = look.article
    language = detect(article.text)
    amounts = len(read_money(article.text, language))
    day = article.published.day if article.published is not None else "undated"
    return (
        f"page {look.address}: {article.title or 'untitled'!r}, {day}, {language or 'no language'},"
        f" {article.encoding}, {len(article.text)} characters, {amounts} amounts"
    )


def _entry(found: Probe, looks: Sequence[Look], wishes: Wishes) -> dict[str, Any]:
    """Return the entry: what the person says, else what was found. Raises NotAdded where a field
    that must be there is neither."""
    texts = [look.article.text for look in looks if look.article is not None]
    if not texts:
        raise NotAdded("none of its first pages could be read, so nothing was added")
    language = wishes.language or _commonest([detect(text) for text in texts])
    country = places.country_of(found.address, language)
    zone = wishes.timezone or places.zone_of(country, list(_stated(looks)))
    if zone is None:
        raise NotAdded("its time zone is open: give it, such as --timezone Europe/London")
    name = wishes.name or entry.name_of(found.address)
    outlet = wishes.outlet or printable(found.outlet or "").strip()[:_LONGEST_OUTLET] or name
    given = {
        "name": name,
        "kind": found.kind,
        "address": found.address,
        "outlet": outlet,
        "type": wishes.type,
        "language": language,
        "timezone": zone,
        "house_currency": wishes.house_currency or places.money_of(country),
        "licence": wishes.licence or "unknown",
        "retention": wishes.retention,
        "local": True if wishes.is_local else None,
        "min_articles": 1,
    }
    return {field: value for field, value in given.items() if value is not None}


def _commonest(languages: Sequence[str | None]) -> str | None:
    """Return the language of all texts, None where they differ: it is then told for each."""
    counted = Counter(languages)
    return languages[0] if len(counted) == 1 else None


def _stated(looks: Sequence[Look]) -> list[datetime]:
    """Return the pages' own times that carry an offset from UTC."""
    found = []
    for look in looks:
        if look.article is None or look.article.published is None:
            continue
        try:
            moment = datetime.fromisoformat(look.article.published.raw.strip())
        except ValueError:
            continue
        if moment.utcoffset():  # nought is UTC for many sites, wherever they are
            found.append(moment)
    return found
