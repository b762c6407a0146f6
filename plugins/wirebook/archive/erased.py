"""What was erased and may not come back: digests and reasons, never an address or a word.

``erased.jsonl`` in the state's folder has one line an erasure. An address is known by its digest
alone, so whoever asks for it again can be refused, and nobody can read from the file what it was.
``ERASING`` stands beside it while an erasure is under way: what is to go, by name, since a run that
was interrupted must find the rest of it. It goes with the last of what it names.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from wirebook import whole_files
from wirebook.pages import addresses
from wirebook.settings import StatePaths

LEDGER = "erased.jsonl"
INTENT = "ERASING"
# What stands in the operational tables where an address stood.
NAMELESS = "an erased article"


@dataclass(frozen=True, slots=True)
class Erasure:
    """One article that was erased; ``versions`` are those that were replaced, old id to new.

    A version that has no successor was removed. ``lifted_at`` is when it was allowed to come back.
    """

    erased_at: str
    why: str
    article_ids: Sequence[str]
    targets: Sequence[str]
    versions: Mapping[str, str | None] = field(default_factory=dict)
    records: int = 0
    rows: int = 0
    lifted_at: str | None = None

    @property
    def is_in_force(self) -> bool:
        """Whether the article is still refused."""
        return self.lifted_at is None

    def is_of(self, asked: str) -> bool:
        """Tell whether this is the erasure of an article, named by its id or an address."""
        return asked in self.article_ids or bool(set(digests("", asked)) & set(self.targets))


class Erased:
    """What may not come back, as the ledger says it."""

    def __init__(self, state: StatePaths) -> None:
        in_force = [erasure for erasure in erasures(state) if erasure.is_in_force]
        self._targets = {target for erasure in in_force for target in erasure.targets}
        self._articles = {article for erasure in in_force for article in erasure.article_ids}

    def __bool__(self) -> bool:
        return bool(self._articles or self._targets)

    def names(self, source: str, target: str) -> bool:
        """Tell whether an address, or a file of a source, is one of an erased article."""
        return bool(self._targets) and not self._targets.isdisjoint(digests(source, target))

    def is_article(self, article_id: str) -> bool:
        """Tell whether an article was erased."""
        return article_id in self._articles


def digests(source: str, target: str) -> list[str]:
    """Return what an address, or the name of a source's file, is known by here."""
    if "://" not in target:
        return [_digest(f"{source}\n{target}")]
    return [_digest(form) for form in sorted(forms(target))]


def forms(address: str) -> set[str]:
    """Return an address and its canonical forms; what is no address stands for itself."""
    found = {address}
    if "://" in address:
        for form in (addresses.canonical, addresses.exact):
            try:
                found.add(form(address))
            except ValueError:
                continue
    return found


def erasures(state: StatePaths) -> list[Erasure]:
    """Return every erasure of a state, the oldest first. Raises ValueError for a broken ledger."""
    try:
        lines = (state.home / LEDGER).read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return []
    try:
        return [Erasure(**json.loads(line)) for line in lines]
    except (ValueError, TypeError) as error:
        raise ValueError(f"{LEDGER} cannot be read, so nothing is fetched: {error}") from error


def add(state: StatePaths, erasure: Erasure) -> None:
    """Note an erasure; one of the same articles that is in force already is replaced."""
    same = set(erasure.article_ids) | set(erasure.targets)
    others = [
        old
        for old in erasures(state)
        if not old.is_in_force or same.isdisjoint({*old.article_ids, *old.targets})
    ]
    _write(state, [*others, erasure])


def lift(state: StatePaths, asked: str, at: str) -> bool:
    """Allow an article to be fetched again; return whether it was refused until now."""
    known = erasures(state)
    lifted = [
        replace(old, lifted_at=at) if old.is_in_force and old.is_of(asked) else old for old in known
    ]
    if lifted == known:
        return False
    _write(state, lifted)
    return True


def intent(state: StatePaths) -> dict[str, Any] | None:
    """Return what an interrupted erasure was about, None where none is under way."""
    try:
        found: dict[str, Any] = json.loads((state.home / INTENT).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    return found


def begin(state: StatePaths, what: Mapping[str, Any]) -> None:
    """Note what is being erased, before anything goes."""
    whole_files.write_json(state.home / INTENT, what)


def end(state: StatePaths) -> None:
    """Forget what was being erased: all of it is gone."""
    (state.home / INTENT).unlink(missing_ok=True)
    whole_files.sync(state.home)


def _write(state: StatePaths, known: Iterable[Erasure]) -> None:
    lines = "".join(json.dumps(asdict(erasure), sort_keys=True) + "\n" for erasure in known)
    whole_files.write_text(state.home / LEDGER, lines)


def _digest(text: str) -> str:
    return hashlib.sha256(f"erased\n{text}".encode("utf-8", "surrogatepass")).hexdigest()
