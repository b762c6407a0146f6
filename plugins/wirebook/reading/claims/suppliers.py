"""Who is paid by a contract, where the words say so: won an order, 수주했다, will supply.

Who pays is the subject of a contract (docs/claims.md). A text often names the other side alone:
whom this grammar finds is a party and never the subject; the payer is somebody else or not told.
"""

from __future__ import annotations

from collections.abc import Iterator

from wirebook.reading.claims.situation import Situation
from wirebook.reading.claims.words import substrings, whole_words
from wirebook.reading.languages import KOREAN

# Characters behind "won" in which an order is named.
_ORDER_NEAR = 70
_TOPIC = ("은", "는", "도")


def supplier(situation: Situation, index: int) -> int | None:
    """Return the candidate that the sentence of an amount calls the supplier: -1 for somebody who
    is no candidate ("the yard"), None where it has no such words."""
    scene = situation.scene
    sentence = scene.tokens[scene.amount_token[index]].sentence
    verb = next(_supplies(situation, sentence), None)
    if verb is None:
        return None
    acting = situation.actors.subjects(sentence)
    before = [(at, who) for at, who in acting if scene.tokens[at].start < verb]
    return _agent(situation, before) if before else _beside(situation, sentence, verb)


def others(situation: Situation, index: int, supplies: int) -> set[int]:
    """Return whom else the sentence of an amount names that may pay: names and public bodies."""
    scene = situation.scene
    low, high = scene.sentence_bounds[scene.tokens[scene.amount_token[index]].sentence]
    candidates = situation.actors.cast.candidates
    return {
        n
        for n, candidate in enumerate(candidates)
        if n != supplies
        and (candidate.type is not None or situation.actors.looks[n] == "public")
        and any(low <= mention.low < high for mention in candidate.mentions)
    }


def _supplies(situation: Situation, sentence: int) -> Iterator[int]:
    """Yield where a sentence's verbs of supplying begin."""
    scene, text = situation.scene, situation.page.text
    low, high = scene.sentence_bounds[sentence]
    start, end = scene.tokens[low].start, scene.tokens[high - 1].end
    if scene.lang == KOREAN:
        yield from (m.start() for m in substrings(KOREAN, "supplies").finditer(text, start, end))
        return
    yield from (m.start() for m in whole_words(scene.lang, "supplies").finditer(text, start, end))
    order = whole_words(scene.lang, "ordered")
    for verb in whole_words(scene.lang, "receiving").finditer(text, start, end):
        if order.search(text, verb.end(), min(end, verb.end() + _ORDER_NEAR)) is not None:
            yield verb.start()


def _beside(situation: Situation, sentence: int, verb: int) -> int:
    """Return the candidate right before a verb, -1 for none: "Harlow wins", "Harlow has won"."""
    tokens = situation.scene.tokens
    low, _ = situation.scene.sentence_bounds[sentence]
    for who, candidate in enumerate(situation.actors.cast.candidates):
        for mention in candidate.mentions:
            gap = tokens[mention.high : mention.high + 2]
            if mention.low >= low and any(token.start == verb for token in gap):
                return who
    return -1


def _agent(situation: Situation, before: list[tuple[int, int]]) -> int:
    """Return whose verb it is: the nearest subject's; in Korean the topic's, if there is one."""
    if situation.scene.lang == KOREAN:
        lows = {
            mention.low: mention.particle
            for _, who in before
            for mention in situation.actors.cast.candidates[who].mentions
        }
        topics = [(at, who) for at, who in before if lows.get(at) in _TOPIC]
        before = topics or before
    return before[-1][1]
