"""Feeds, sitemaps and address lists: list the pages, ask for each politely, keep what is new."""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cache, partial
from pathlib import Path
from urllib.parse import urlsplit

from wirebook.archive.days import ArchiveError, HttpExchange, read_payload
from wirebook.archive.erased import NAMELESS
from wirebook.archive.snapshots import Snapshot, stamp
from wirebook.fetch import files, guard, headers, listings, reservations, texts
from wirebook.fetch.base import Attempt, FetchError, foreign
from wirebook.fetch.http import Client, Limits, Response
from wirebook.fetch.job import Job
from wirebook.fetch.listings import Link, Listing
from wirebook.fetch.pace import Pace
from wirebook.fetch.robots import Robots
from wirebook.fetch.taken import Taken, canonical, exact
from wirebook.pages import addresses, encoding
from wirebook.pages.extract import is_html_type
from wirebook.pages.source import scan
from wirebook.pages.statements import Statements, read

# Some servers never change their ETag: a page is asked for in full at least this often.
FULL_FETCH_EVERY = timedelta(days=7)
_DEEPEST_SITEMAP = 2
_MOST_SITEMAPS = 500
_GONE = (404, 410)
# Pages that are no longer listed are asked for again, so that a retraction is seen.
_RECHECK_DAYS = timedelta(days=7)
_MOST_RECHECKS = 50
_PAGE_TYPES = ("text/html", "application/xhtml+xml", "text/plain")


def collect(job: Job, limits: Limits | None = None) -> None:
    """Fetch the pages that the source's addresses list."""
    source = job.source
    client = Client(
        Pace(job.state.home / "pace"),
        delay=source.pace_seconds,
        max_bytes=source.max_bytes,
        local=source.local,
        limits=limits,
    )
    visit = _Visit(job, client, Robots(client))
    try:
        for link in visit.unique(visit.links()):
            visit.page(link)
        for address in visit.fallen_out():
            visit.page(Link(address))
    finally:
        job.requests += client.requests
        job.bytes += client.bytes


@dataclass(slots=True)
class _Visit:
    """One run at one source's sites."""

    job: Job
    client: Client
    robots: Robots
    taken: Taken = field(default_factory=Taken)
    listed: set[str] = field(default_factory=set)
    asked: int = 0

    # -- lists

    def links(self) -> Iterator[Link]:
        """Yield every listed page; a list that cannot be had or read is an outcome."""
        for address in self.job.source.addresses:
            if address.startswith(("http://", "https://")):
                yield from self._walk(address)
            else:
                yield from self._file(Path(address))

    def _walk(self, root: str) -> Iterator[Link]:
        queue, known = deque([(root, 0)]), {root}
        left_out = 0
        while queue:
            address, depth = queue.popleft()
            listing = self._list(address)
            yield from listing.links
            children = listing.children if depth < _DEEPEST_SITEMAP else ()
            for child in children:
                if child in known or not _same_site(root, child):
                    continue
                if len(known) >= _MOST_SITEMAPS:
                    left_out += 1
                    continue
                known.add(child)
                queue.append((child, depth + 1))
        if left_out:
            reason = f"{left_out} lists beyond the first {_MOST_SITEMAPS}"
            self.job.close(self.job.begin(root), "skipped", reason)

    def _list(self, address: str) -> Listing:
        attempt = self.job.begin(address)
        try:
            known = self.job.seen.latest(address)
            kept = self._kept_list(known)
            response = self._ask(address, known if kept is not None else None)
            if response.status == 304 and known is not None and kept is not None:
                found, size = self._reparsed(kept, response.address, known), 0
            elif response.status != 200:
                raise FetchError(f"status {response.status}")
            else:
                found, size = self._listed(address, response, known), len(response.body)
        except FetchError as error:
            self.job.failed(attempt, error)
            return Listing(())
        self.job.close(attempt, "listed", found.summary, size)
        return found

    def _kept_list(self, known: Snapshot | None) -> bytes | None:
        """Return a list as it was archived; None asks for all of it."""
        try:
            return None if known is None else read_payload(self.job.state, known)
        except ArchiveError:
            return None

    def _reparsed(self, raw: bytes, address: str, known: Snapshot) -> Listing:
        if known.content_type == listings.LINKS_TYPE:
            return Listing.from_json(raw)
        return self._parsed(raw, address, known.declared_encoding)

    def _parsed(self, raw: bytes, address: str, charset: str | None) -> Listing:
        with foreign("the list"):
            parse = listings.PARSERS[self.job.source.kind]
            return parse(raw, address, charset, self.job.source.max_bytes)

    def _listed(self, address: str, response: Response, known: Snapshot | None) -> Listing:
        """Return what a list that came names, and archive it where it is not as before.

        Feeds hold text, so of a source that may not be kept whole, of a list that is reserved
        itself, and of one that names an erased article, only the (other) links are archived.
        """
        found = self._parsed(response.body, response.address, response.declared_encoding)
        evidence = self._list_reservation(response)
        snapshot = replace(
            self._snapshot(address, response, None, disposition="listed"),
            retention=reservations.retention(self.job.source.retention, evidence),
            tdm_reserved=evidence is not None,
            tdm_evidence=evidence,
        )
        body: bytes = response.body
        exchange: HttpExchange | None = response.exchange
        kept = [link for link in found.links if not self.job.is_erased(link.address)]
        if snapshot.retention != "full" or len(kept) < len(found.links):
            body, exchange = replace(found, links=tuple(kept)).as_json(), None
            snapshot = replace(
                snapshot,
                content_type=listings.LINKS_TYPE,
                raw_sha256=hashlib.sha256(body).hexdigest(),
                raw_bytes=len(body),
                declared_encoding=None,
            )
        if known is None or known.raw_sha256 != snapshot.raw_sha256:
            self.job.writer.add(snapshot, body, exchange)
        elif known.etag != snapshot.etag:
            self.job.writer.note(replace(known, etag=snapshot.etag))
        return found

    def _list_reservation(self, response: Response) -> str | None:
        """Return where a list or its site reserves it from text and data mining, if it does."""
        if reservations.is_waived(response.headers):
            return None
        said = reservations.of_headers(response.headers) or reservations.of_list(response.body)
        return said or self.robots.reservation(response.address)

    def _file(self, path: Path) -> Iterator[Link]:
        attempt = self.job.begin(path.name)
        try:
            raw = files.read(path, path.parent.resolve(), self.job.source.max_bytes)
            found = listings.addresses(raw, path.name, None, self.job.source.max_bytes)
        except FetchError as error:
            self.job.failed(attempt, error)
            return
        self.job.close(attempt, "listed", found.summary, len(raw))
        yield from found.links

    def unique(self, links: Iterator[Link]) -> list[Link]:
        """Return the links, one per page; another form of an address gets an outcome of its own.

        Forms of one address (http and https, mobile, AMP, measuring parameters) are one page. Two
        that differ in more than that are both asked for, and their texts tell.
        """
        chosen: dict[str, Link] = {}
        for link in links:
            first = chosen.setdefault(exact(link.address), link)
            if first.address != link.address:
                named = NAMELESS if self.job.is_erased(first.address) else first.address
                reason = f"another form of {named}"
                self.job.close(self.job.begin(link.address), "duplicate", reason)
        return self.taken.arranged(chosen.values())

    # -- pages

    def page(self, link: Link) -> None:
        """Ask for one page and record what came of it."""
        attempt = self.job.begin(link.address)
        self.listed.add(canonical(link.address))
        try:
            self._count()
            address = guard.check_address(link.address, local=self.job.source.local)
            self.job.check(link.address, address)
            known = self.job.seen.latest(address)
            response = self._ask(address, known)
            self._answered(attempt, address, response)
        except FetchError as error:
            self.job.failed(attempt, error)

    def fallen_out(self) -> list[str]:
        """Return addresses of recent articles that no list named today, longest unseen first.

        At most 50 of the last 7 days, so that a source's daily requests stay bounded.
        """
        seen = self.job.seen
        waiting = [
            (last.fetched_at, address)
            for address in seen.targets_since(stamp(self.job.interval.end - _RECHECK_DAYS))
            if canonical(address) not in self.listed
            and (last := seen.latest(address)) is not None
            and last.status != "retracted"
        ]
        return [address for _, address in sorted(waiting)[:_MOST_RECHECKS]]

    def _count(self) -> None:
        most = self.job.source.max_articles
        self.asked += 1
        if most is not None and self.asked > most:
            raise FetchError(f"beyond max_articles ({most})", "skipped")

    def _ask(self, address: str, known: Snapshot | None) -> Response:
        self.robots.check(guard.check_address(address, local=self.job.source.local))
        return self.client.get(
            address,
            conditions=self._conditions(known),
            delay=self.robots.delay(address),
            allowed=self.robots.check,
        )

    def _conditions(self, known: Snapshot | None) -> Mapping[str, str]:
        """Return the headers of a conditional request, none when a full fetch is due."""
        if known is None or known.disposition in ("gone", "quarantined"):
            return {}
        if known.status == "retracted":  # should it be back, its bytes are wanted
            return {}
        age = self.job.interval.end - datetime.fromisoformat(known.fetched_at)
        if age >= FULL_FETCH_EVERY:
            return {}
        given = {"If-None-Match": known.etag, "If-Modified-Since": known.last_modified}
        return {name: value for name, value in given.items() if value is not None}

    def _answered(self, attempt: Attempt, address: str, response: Response) -> None:
        if response.status == 304:
            self.job.close(attempt, "unchanged", "not modified")
        elif response.status in _GONE:
            self._gone(attempt, address, response)
        elif response.status != 200:
            raise FetchError(f"status {response.status}")
        elif (response.content_type or "text/html") not in _PAGE_TYPES:
            raise FetchError(f"not a page: {response.content_type}", "skipped")
        elif not response.body.strip():
            raise FetchError("it is empty")
        else:
            self._came(attempt, address, response)

    def _came(self, attempt: Attempt, address: str, response: Response) -> None:
        job = self.job
        try:
            said = _statements(response)
        except FetchError as error:
            snapshot = self._snapshot(address, response, None, disposition="quarantined")
            job.writer.add(snapshot, response.body, response.exchange)
            job.close(attempt, error.status, error.reason, len(response.body))
            return
        snapshot = self._snapshot(address, response, said)
        # Asked for up to three times; the text is extracted once.
        digest = cache(partial(texts.digest, job, snapshot, response.body))
        known = job.seen.latest(address)
        snapshot = self.taken.named(snapshot, response.address, said.canonical, known, digest)
        job.check(response.address, snapshot.identity)
        if not self.taken.take(snapshot.identity, digest):
            job.close(attempt, "duplicate", f"of {snapshot.identity}", len(response.body))
            return
        history = [s for s in job.seen.of_identity(snapshot.identity) if s.disposition != "gone"]
        is_back = bool(history) and history[-1].status == "retracted"
        if history and history[-1].raw_sha256 == snapshot.raw_sha256 and not is_back:
            job.writer.note(replace(history[-1], disposition="unchanged", etag=snapshot.etag))
            job.close(attempt, "unchanged", None, len(response.body))
            return
        if not is_back and texts.is_same(job, snapshot, digest):
            unchanged = replace(snapshot, disposition="unchanged")
            job.writer.add(unchanged, response.body, response.exchange)
            job.close(attempt, "unchanged", "same main text", len(response.body))
            return
        job.writer.add(snapshot, response.body, response.exchange)
        job.close(attempt, "staged", None, len(response.body))

    def _gone(self, attempt: Attempt, address: str, response: Response) -> None:
        """Note a page that is gone; the second time, its article is retracted."""
        known = self.job.seen.latest(address)
        reason = f"status {response.status}"
        history = self.job.seen.of_identity(known.identity) if known is not None else []
        live = [s for s in history if s.disposition == "staged"]
        noted = replace(
            self._snapshot(address, response, None, disposition="gone"),
            canonical_url=live[-1].canonical_url if live else canonical(address),
        )
        self.job.writer.add(noted, response.body, response.exchange)
        if live and history[-1].disposition == "gone" and live[-1].status != "retracted":
            self.job.writer.note(replace(live[-1], status="retracted"))
            self.job.close(attempt, "gone", f"{reason}, the second time: retracted")
        else:
            self.job.close(attempt, "gone", reason)

    def _snapshot(
        self,
        address: str,
        response: Response,
        said: Statements | None,
        disposition: str = "staged",
    ) -> Snapshot:
        evidence = self._reservation(response, said)
        declared = said.canonical if said is not None else None
        return Snapshot(
            source=self.job.source.name,
            target=address,
            fetched_at=self.job.fetched_at,
            raw_sha256=hashlib.sha256(response.body).hexdigest(),
            raw_bytes=len(response.body),
            disposition=disposition,  # type: ignore[arg-type]
            content_type=response.content_type,
            declared_encoding=response.declared_encoding,
            canonical_url=None
            if disposition == "listed"
            else addresses.of_page(response.address, declared),
            retention=reservations.retention(self.job.source.retention, evidence),
            tdm_reserved=evidence is not None,
            tdm_evidence=evidence,
            etag=headers.entity_tag(response.headers.get("etag")),
            last_modified=headers.date(response.headers.get("last-modified")),
            http_status=response.status,
        )

    def _reservation(self, response: Response, said: Statements | None) -> str | None:
        """Return where the page or its site reserves it from text and data mining, if it does."""
        if said is None:
            return None
        if reservations.is_waived(response.headers):
            return None
        reserved = reservations.of_headers(response.headers) or said.tdm_evidence
        return reserved or self.robots.reservation(response.address)


def _statements(response: Response) -> Statements:
    """Return what a page says of itself. Raises FetchError for one that cannot be read."""
    is_html = is_html_type(response.content_type, response.body)
    with foreign("the page"):
        try:
            page = encoding.decode(response.body, response.declared_encoding, is_html=is_html)
        except encoding.EncodingError as error:
            raise FetchError(str(error), "quarantined") from error
        if not is_html:
            return Statements()
        _, tags = scan(page.shown)
        return read(page.shown, tags, response.address, None)


def _same_site(root: str, child: str) -> bool:
    return urlsplit(child).scheme in ("http", "https") and addresses.same_site(root, child)
