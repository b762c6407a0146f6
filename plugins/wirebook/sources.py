"""sources.yaml: where we look, one entry a source, validated before anything runs.

A file has a ``name`` (it names the state), a list ``sources`` and, if it likes, ``keep``. Every
mistake is reported at once, each with its line, its field and what is allowed, so that adding a
source never means reading a traceback. Relative paths in the file are relative to the file.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import yaml

from wirebook import settings
from wirebook.reading.amounts.currency_table import currencies
from wirebook.reading.languages import LANGUAGES

Kind = Literal["feed", "sitemap", "addresses", "files", "warc"]
Retention = Literal["full", "spans_only", "hash_only"]
Extractor = Literal["trafilatura", "resiliparse"]
OutletType = Literal[
    "wire",
    "broadcaster",
    "newspaper",
    "magazine",
    "company",
    "government",
    "repost_board",
    "rewrite",
    "other",
]

KINDS: tuple[str, ...] = get_args(Kind)
RETENTIONS: tuple[str, ...] = get_args(Retention)
EXTRACTORS: tuple[str, ...] = get_args(Extractor)
OUTLET_TYPES: tuple[str, ...] = get_args(OutletType)
WEB_KINDS = ("feed", "sitemap")
PATH_KINDS = ("files", "warc")

_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")
_HOST = re.compile(r"[A-Za-z0-9:](?:[A-Za-z0-9._:-]{0,252}[A-Za-z0-9])?")


class SourcesError(ValueError):
    """A sources file that cannot be used; the message has one line per mistake."""

    def __init__(self, mistakes: list[str]) -> None:
        super().__init__("\n".join(mistakes))
        self.mistakes = mistakes


@dataclass(frozen=True, slots=True)
class Source:
    """One place to look for articles.

    ``addresses`` are web addresses, or absolute paths for the kinds that read local files.
    ``pace_seconds`` is the least gap between two requests to one host. ``min_articles`` and
    ``max_articles`` bound a usual day; outside them the volume check speaks up. ``max_bytes``
    caps one page, file or WARC record after decompression. ``extractor`` resiliparse is the fast
    lane, for a source whose pages ``python bench/fetch.py lanes`` found it to read as well.
    ``byline`` lets the names of a page's authors into the tables. ``local`` allows private and
    loopback addresses and any port, for a source inside one's own network: true for every host
    that its lists name, or the hosts for which it holds.
    """

    name: str
    kind: Kind
    addresses: tuple[str, ...]
    outlet: str
    timezone: str
    licence: str
    type: OutletType = "other"
    language: str | None = None
    house_currency: str | None = None
    independence_group: str | None = None
    retention: Retention = "spans_only"
    pace_seconds: float = 5.0
    min_articles: int = 0
    max_articles: int | None = None
    max_bytes: int = 10_000_000
    extractor: Extractor = "trafilatura"
    local: bool | tuple[str, ...] = False
    byline: bool = False


@dataclass(frozen=True, slots=True)
class Keep:
    """How long things stay: published versions by number, the rest in days.

    ``archive_days`` None keeps the archive for good: without it nothing can be read again.
    ``text_days`` is how long texts stay in the landing, None as long as the archive does; what was
    read from them stays. ``excerpt_share`` is the largest share of a text that is kept of sources
    with retention spans_only, between 0 and 1.
    """

    versions: int = 14
    ops_days: int = 400
    log_days: int = 30
    archive_days: int | None = None
    text_days: int | None = None
    excerpt_share: float = 0.25


@dataclass(frozen=True, slots=True)
class SourcesFile:
    """A validated sources file; ``sources`` are in the order of the file."""

    name: str
    path: Path
    sources: tuple[Source, ...]
    keep: Keep = Keep()

    def source(self, name: str) -> Source:
        """Return the source of that name. Raises KeyError when there is none."""
        for source in self.sources:
            if source.name == name:
                return source
        raise KeyError(f"{self.path.name} has no source named {name!r}")


@dataclass(frozen=True, slots=True)
class _Field:
    """What a field may hold: a check, and the words that tell a person."""

    allowed: str
    accepts: Callable[[Any], bool]
    required: bool = False


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _is_timezone(value: str) -> bool:
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # unknown, a path, a folder of zones
        return False
    return True


def _is_in_use(value: Any) -> bool:
    known = currencies().get(value) if isinstance(value, str) else None
    return known is not None and known.kind == "current"


def _is_whole(value: Any, least: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= least


def _one_of(values: tuple[str, ...], *, required: bool = False) -> _Field:
    return _Field("one of " + ", ".join(values), lambda value: value in values, required)


def _matches(pattern: re.Pattern[str]) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, str) and pattern.fullmatch(value) is not None


def _is_pace(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 3600


def _is_share(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 1


def _are_hosts(value: Any) -> bool:
    is_listed = isinstance(value, list) and bool(value)
    return is_listed and all(_matches(_HOST)(item) for item in value)


def _is_address(value: Any) -> bool:
    if isinstance(value, list):
        return bool(value) and all(_is_text(item) for item in value)
    return _is_text(value)


_FIELDS: Mapping[str, _Field] = {
    "name": _Field(
        "lower-case letters, digits, - and _, at most 64", _matches(_NAME), required=True
    ),
    "kind": _one_of(KINDS, required=True),
    "address": _Field("an address or a path, or a list of them", _is_address, required=True),
    "outlet": _Field("the publisher's name, as text", _is_text, required=True),
    "timezone": _Field(
        "an IANA time zone such as Asia/Seoul",
        lambda value: _is_text(value) and _is_timezone(value),
        required=True,
    ),
    "licence": _Field(
        "the terms the text is under, as text (unknown is an answer)", _is_text, required=True
    ),
    "type": _one_of(OUTLET_TYPES),
    "language": _Field(
        "one of " + ", ".join(LANGUAGES) + ", or nothing to have it detected",
        lambda value: value is None or value in LANGUAGES,
    ),
    "house_currency": _Field("the ISO 4217 code of a currency in use, such as KRW", _is_in_use),
    "independence_group": _Field(
        "a name shared by outlets of one owner, as text, or null where a source has several owners",
        lambda value: value is None or _is_text(value),
    ),
    "retention": _one_of(RETENTIONS),
    "pace_seconds": _Field("seconds between requests to a host, 0 to 3600", _is_pace),
    "min_articles": _Field("a whole number, 0 or more", lambda value: _is_whole(value, 0)),
    "max_articles": _Field("a whole number, 1 or more", lambda value: _is_whole(value, 1)),
    "max_bytes": _Field("a whole number of bytes, 1 or more", lambda value: _is_whole(value, 1)),
    "extractor": _one_of(EXTRACTORS),
    "local": _Field(
        "true, false, or a list of host names without a port",
        lambda value: isinstance(value, bool) or _are_hosts(value),
    ),
    "byline": _Field("true or false", lambda value: isinstance(value, bool)),
}
_DAYS = _Field("a whole number of days, 1 or more", lambda value: _is_whole(value, 1))
_KEEP: Mapping[str, _Field] = {
    "versions": _Field("a whole number, 1 or more", lambda value: _is_whole(value, 1)),
    "ops_days": _DAYS,
    "log_days": _DAYS,
    "archive_days": _DAYS,
    "text_days": _DAYS,
    "excerpt_share": _Field("a share between 0 and 1, such as 0.25", _is_share),
}
_TOP_LEVEL = ("name", "keep", "sources")


def load(path: Path | str) -> SourcesFile:
    """Return the validated sources file.

    Raises SourcesError, with a message per mistake, when anything in it is not as documented, and
    FileNotFoundError when there is no such file.
    """
    file = Path(path).resolve()
    return _Parser(file).parse(file.read_text(encoding="utf-8"))


class _Parser:
    """One pass over the YAML nodes, which know their lines."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.mistakes: list[tuple[int, str]] = []
        self.names: set[str] = set()
        self.constructor = yaml.SafeLoader("")

    def parse(self, text: str) -> SourcesFile:
        root = self._compose(text)
        if not isinstance(root, yaml.MappingNode):
            raise SourcesError([self._message(1, "expected 'name:' and 'sources:'")])
        nodes = self._pairs(root, _TOP_LEVEL, "the file")
        name = self._top_level_name(root, nodes)
        keep = self._keep(nodes.get("keep"))
        sources = self._sources(root, nodes.get("sources"))
        if self.mistakes:
            raise SourcesError([self._message(*mistake) for mistake in sorted(self.mistakes)])
        return SourcesFile(name=name, path=self.file, sources=tuple(sources), keep=keep)

    def _compose(self, text: str) -> yaml.Node | None:
        try:
            node: yaml.Node | None = yaml.compose(text, Loader=yaml.SafeLoader)
        except yaml.MarkedYAMLError as error:
            line = error.problem_mark.line + 1 if error.problem_mark is not None else 1
            raise SourcesError([self._message(line, f"not valid YAML: {error.problem}")]) from error
        except yaml.YAMLError as error:
            raise SourcesError([self._message(1, f"not valid YAML: {error}")]) from error
        return node

    def _top_level_name(self, root: yaml.MappingNode, nodes: Mapping[str, yaml.Node]) -> str:
        if "name" not in nodes:
            self._mistake(root, "field 'name' is missing; it names the state under var/")
            return ""
        return str(self._value(nodes["name"], "name", _FIELDS["name"], "the file"))

    def _keep(self, node: yaml.Node | None) -> Keep:
        if node is None:
            return Keep()
        if not isinstance(node, yaml.MappingNode):
            self._mistake(node, "field 'keep' must be a list of 'field: number'")
            return Keep()
        nodes = self._pairs(node, tuple(_KEEP), "keep")
        return Keep(**{f: self._value(value, f, _KEEP[f], "keep") for f, value in nodes.items()})

    def _sources(self, root: yaml.Node, node: yaml.Node | None) -> list[Source]:
        if not isinstance(node, yaml.SequenceNode) or not node.value:
            where = root if node is None else node
            self._mistake(where, "field 'sources' must be a list of at least one source")
            return []
        found = [self._source(item) for item in node.value]
        return [source for source in found if source is not None]

    def _source(self, node: yaml.Node) -> Source | None:
        before = len(self.mistakes)
        if not isinstance(node, yaml.MappingNode):
            self._mistake(node, "a source must be a list of 'field: value'")
            return None
        nodes = self._pairs(node, tuple(_FIELDS), "a source")
        label = self._label(nodes.get("name"))
        for field, rule in _FIELDS.items():
            if rule.required and field not in nodes:
                self._mistake(node, f"{label}, field {field!r} is missing; allowed: {rule.allowed}")
        values = {
            field: self._value(value, field, _FIELDS[field], label)
            for field, value in nodes.items()
        }
        if len(self.mistakes) > before:
            return None
        return self._build(node, nodes, values, label)

    def _label(self, name: yaml.Node | None) -> str:
        if not isinstance(name, yaml.ScalarNode):
            return "a source"
        if name.value in self.names:
            self._mistake(name, f"source {name.value!r}, field 'name': used twice in this file")
        self.names.add(name.value)
        return f"source {name.value!r}"

    def _build(
        self,
        node: yaml.Node,
        nodes: Mapping[str, yaml.Node],
        values: dict[str, Any],
        label: str,
    ) -> Source | None:
        before = len(self.mistakes)
        given = values.pop("address")
        addresses = [
            self._address(text, values["kind"], nodes["address"], label)
            for text in (given if isinstance(given, list) else [given])
        ]
        most = values.get("max_articles")
        if most is not None and most < values.get("min_articles", 0):
            self._mistake(
                nodes["max_articles"], f"{label}, field 'max_articles' is below 'min_articles'"
            )
        if len(self.mistakes) > before:
            return None
        # One outlet is one owner, so the default counts it once however often it reports.
        values.setdefault("independence_group", values["outlet"])
        if isinstance(values.get("local"), list):
            values["local"] = tuple(host.lower() for host in values["local"])
        return Source(addresses=tuple(addresses), **values)

    def _address(self, text: str, kind: str, node: yaml.Node, label: str) -> str:
        """Return a web address as it is and a path as an absolute one."""
        parts = urlsplit(text)
        is_web = parts.scheme in ("http", "https") and bool(parts.hostname)
        if is_web and kind not in PATH_KINDS:
            return text
        if kind in WEB_KINDS or "://" in text:
            allowed = "a path" if kind in PATH_KINDS else "an http or https address"
            self._mistake(
                node, f"{label}, field 'address': {text!r}; allowed for kind {kind}: {allowed}"
            )
            return text
        path = os.path.normpath(self.file.parent / text)
        if kind == "addresses" and not self._may_be_read(path):
            allowed = f"a path under {self.file.parent.name}/ or a folder of WIREBOOK_ROOTS"
            self._mistake(node, f"{label}, field 'address': {text!r}; allowed: {allowed}")
        return path

    def _may_be_read(self, path: str) -> bool:
        """A list is printed in outcomes line by line, so it must be one that is meant to be."""
        real = Path(path).resolve()
        roots = (self.file.parent, *settings.allowed_roots())
        return any(real.is_relative_to(root.resolve()) for root in roots)

    def _pairs(
        self, node: yaml.MappingNode, allowed: tuple[str, ...], label: str
    ) -> dict[str, yaml.Node]:
        """Return the known fields' nodes; a name that is unknown or stands twice is a mistake."""
        found: dict[str, yaml.Node] = {}
        for key, value in node.value:
            field = self.constructor.construct_object(key)
            if not isinstance(field, str) or field not in allowed:
                known = ", ".join(allowed)
                self._mistake(key, f"{label}, field {field!r} is not known; allowed: {known}")
            elif field in found:
                self._mistake(key, f"{label}, field {field!r} stands twice")
            else:
                found[field] = value
        return found

    def _value(self, node: yaml.Node, field: str, rule: _Field, label: str) -> Any:
        try:
            value = self.constructor.construct_object(node, deep=True)
        except yaml.YAMLError as error:
            self._mistake(node, f"{label}, field {field!r}: {error}")
            return None
        if not rule.accepts(value):
            self._mistake(node, f"{label}, field {field!r}: {value!r}; allowed: {rule.allowed}")
        return value

    def _mistake(self, node: yaml.Node, text: str) -> None:
        self.mistakes.append((node.start_mark.line + 1, text))

    def _message(self, line: int, text: str) -> str:
        return f"{self.file.name} line {line}: {text}"


def in_force() -> SourcesFile:
    """Return the sources file that ``WIREBOOK_SOURCES`` names, else dags/sources.yaml."""
    return load(settings.sources_file())
