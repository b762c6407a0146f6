"""``wirebook read``: JSON Lines in, JSON Lines out, in order, on all cores, flat in memory."""

from __future__ import annotations

import json
import multiprocessing
import os
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass, replace
from datetime import date
from typing import IO, Any

from wirebook.quoting import json_line
from wirebook.reading.languages import LANGUAGES
from wirebook.reading.model import Bound, Money, Reading, as_json
from wirebook.reading.reader import PARTS, read

# Bytes a worker takes at once: large enough that passing them costs little beside reading them.
_BATCH_BYTES = 256 * 1024
# Batches under way for each worker; bounds the memory whatever the length of the input.
_AHEAD = 3


# A bound of an amount, said of the same with its minus: a loss of more than 5 is less than -5.
_MIRRORED: dict[Bound, Bound] = {
    "at_least": "at_most",
    "at_most": "at_least",
    "more_than": "less_than",
    "less_than": "more_than",
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What of each text is printed: ``only`` these lists (None: all), amounts ``signed`` or
    positive with their sign beside them."""

    only: tuple[str, ...] | None = None
    signed: bool = False


def run(source: IO[bytes], sink: IO[bytes], workers: int, wanted: Wanted) -> int:
    """Read every line of ``source`` into ``sink``; return 1 if any line was refused, else 0."""
    failed = False
    for lines, bad in _answers(_batches(source), workers, wanted):
        sink.write(lines)
        failed = failed or bad
    sink.flush()
    return 1 if failed else 0


def parse_only(value: str) -> tuple[str, ...]:
    """Return the parts named in a comma-separated list; ValueError names an unknown one."""
    parts = tuple(part.strip() for part in value.split(",") if part.strip())
    for part in parts:
        if part not in PARTS:
            raise ValueError(f"{part!r} is not one of {', '.join(PARTS)}")
    return parts


@dataclass(frozen=True, slots=True)
class Request:
    """One text to read, and what is known of it."""

    name: str
    text: str
    lang: str | None
    published_on: date | None


class Refused(ValueError):
    """A line that is no request; the message says why, ``name`` is its id if it has one."""

    def __init__(self, reason: str, name: str | None = None) -> None:
        super().__init__(reason)
        self.name = name


def request(line: bytes) -> Request:
    """Return what one input line asks for. Raises Refused."""
    try:
        asked = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise Refused(f"not valid JSON: {type(error).__name__}") from error
    if not isinstance(asked, dict):
        raise Refused("not a JSON object")
    name, text = asked.get("id"), asked.get("text")
    if not isinstance(name, str):
        raise Refused("'id' is missing or not a string")
    if not isinstance(text, str):
        raise Refused("'text' is missing or not a string", name)
    try:
        given = asked.get("published_on")
        published_on = date.fromisoformat(given) if given is not None else None
    except (TypeError, ValueError) as error:
        raise Refused("'published_on' is not a day such as 2025-02-22", name) from error
    lang = asked.get("lang")
    known = lang if isinstance(lang, str) and lang in LANGUAGES else None
    return Request(name, text, known, published_on)


def answer(line: bytes, wanted: Wanted) -> tuple[dict[str, Any], bool]:
    """Return the answer to one input line and whether the line could be read."""
    try:
        asked = request(line)
    except Refused as refused:
        return {"id": refused.name, "error": str(refused)}, False
    reading = read(asked.text, lang=asked.lang, published_on=asked.published_on, only=wanted.only)
    if wanted.signed:
        reading = replace(reading, money=tuple(map(_signed, reading.money)))
    return {"id": asked.name, **_document(reading)}, True


def _document(reading: Reading) -> dict[str, Any]:
    document: dict[str, Any] = {"lang": reading.lang, "title": reading.title}
    document.update(as_json(reading.publication))
    for part in PARTS:
        document[part] = as_json(getattr(reading, part))
    if reading.refused:
        document["refused"] = as_json(reading.refused)
    return document


def _signed(money: Money) -> Money:
    """Return an amount as one number of the line: below nought where its sign is a minus."""
    if money.sign == "plus":
        return money
    return replace(
        money,
        low=None if money.high is None else -money.high,
        high=None if money.low is None else -money.low,
        point=None if money.point is None else -money.point,
        bound=_MIRRORED.get(money.bound, money.bound),
    )


def _batches(source: IO[bytes]) -> Iterator[list[bytes]]:
    batch: list[bytes] = []
    size = 0
    for line in source:
        if not line.strip():
            continue
        batch.append(line)
        size += len(line)
        if size >= _BATCH_BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _read_batch(batch: list[bytes], wanted: Wanted) -> tuple[bytes, bool]:
    out = []
    bad = False
    for line in batch:
        document, good = answer(line, wanted)
        bad = bad or not good
        out.append(json_line(document).encode())
    return b"\n".join(out) + b"\n", bad


def _answers(
    batches: Iterable[list[bytes]], workers: int, wanted: Wanted
) -> Iterator[tuple[bytes, bool]]:
    """Yield the answers to each batch in order; one batch alone is read in this process."""
    pending = iter(batches)
    first = next(pending, None)
    if first is None:
        return
    second = next(pending, None)
    if workers < 2 or second is None:
        for batch in _chain(first, second, pending):
            yield _read_batch(batch, wanted)
        return
    context = multiprocessing.get_context("fork" if os.name == "posix" else "spawn")
    with ProcessPoolExecutor(workers, mp_context=context) as pool:
        under_way: deque[Future[tuple[bytes, bool]]] = deque()
        for batch in _chain(first, second, pending):
            under_way.append(pool.submit(_read_batch, batch, wanted))
            if len(under_way) >= workers * _AHEAD:
                yield under_way.popleft().result()
        while under_way:
            yield under_way.popleft().result()


def _chain(
    first: list[bytes], second: list[bytes] | None, rest: Iterator[list[bytes]]
) -> Iterator[list[bytes]]:
    yield first
    if second is not None:
        yield second
    yield from rest
