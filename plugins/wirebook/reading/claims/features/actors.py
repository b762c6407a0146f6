"""What tells which candidate a claim is about, as named features of each candidate."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from functools import cache
from sys import intern

from wirebook.reading import languages
from wirebook.reading.claims.candidates import Candidate, Cast, Mention, endings, key_of, words
from wirebook.reading.claims.cues import find_cues
from wirebook.reading.claims.decisions import strength
from wirebook.reading.claims.draft import Draft
from wirebook.reading.claims.features.amounts import MANNER, _verb
from wirebook.reading.claims.features.roles import Roles
from wirebook.reading.claims.frames import Frames, english_verbs
from wirebook.reading.claims.scene import AMOUNT, LINE, MARK, WORD, Scene
from wirebook.reading.claims.words import any_of, claim_words, is_public
from wirebook.reading.languages import ENGLISH, KOREAN

NOBODY = "nobody"
# What ties the amounts of one list, and how far apart they may stand, in tokens.
_LISTS, _LIST_STEP = frozenset((",", "and", "와", "과", "·")), 6
# Mentions of a candidate looked at around an amount, and how far off they may be, in tokens.
_MOST_NEAR, _FAR = 12, 600
_ACTORS = frozenset("ORG public unit crowd PER market LOC PRODUCT".split())
_MEASURED = frozenset(
    "revenue operating_profit net_profit gross_profit pretax ebitda cash_flow dividend".split()
)
_ACTING = frozenset("public_body investors market fund facility project unicorn".split())


@cache
def _looks_like(name: str) -> re.Pattern[str]:
    """Compile a list of both languages: a Korean text has English names, too."""
    english, korean = (any_of(claim_words(lang).get(name, ())) for lang in (ENGLISH, KOREAN))
    return re.compile(rf"\b(?:{english})\b|{korean}")


@cache
def _generic() -> re.Pattern[str]:
    """Compile what any company, sum or time is called, alone or behind "the" or "its"."""
    nouns = [n for lang in (ENGLISH, KOREAN) for n in claim_words(lang)["generic_looks"]]
    openers = any_of(claim_words(ENGLISH)["generic_openers"])
    return re.compile(rf"^(?:(?:{openers})\s)?(?:{any_of(nouns)})$", re.IGNORECASE)


def looks(scene: Scene, candidate: Candidate) -> str:  # noqa: C901  # cases, one a line
    """Return the class of a candidate by its type and the words of its name."""
    name = candidate.name.lower()
    if name in words(scene.lang, "no_actors") or _is_cue(scene.lang, name):
        return "cue"
    first = candidate.mentions[0] if candidate.mentions else None
    if candidate.type is None and first is not None and first.source != "name":
        cues = [c for c in find_cues(scene.lang, name) if 2 * (c.end - c.start) > len(name)]
        if cues and not {c.concept for c in cues} & _ACTING and first.high - first.low < 3:
            return "cue"
        if not any(c.isalpha() for c in name):
            return "cue"
    if _generic().search(name) is not None:
        return "generic"
    if first is not None and candidate.type is None and _is_heading(scene, candidate):
        return "cue"
    if _is_house(scene.lang, name):
        return "house"
    if _looks_like("crowd_looks").search(name) is not None:
        return "crowd"
    if candidate.is_known and is_public(candidate.name, candidate.type):
        return "public"
    if _looks_like("market_looks").search(name) is not None:
        return "market"
    if _looks_like("unit_looks").search(name) is not None:
        return "unit"
    if candidate.type in ("ORG", None) and (
        _looks_like("public_looks").search(name) is not None
        or is_public(candidate.name, candidate.type)
    ):
        return "public"
    if candidate.type == "PER":
        return "PER" if _is_person(scene, candidate) else "ORG"
    if candidate.type == "LOC" and not candidate.is_known:
        return "ORG"
    if candidate.type is None and first is not None and _looks_named(scene, candidate):
        return "ORG"
    return candidate.type or "phrase"


def _is_heading(scene: Scene, candidate: Candidate) -> bool:
    """Tell whether a phrase only heads what follows, or says what somebody is: a line of its own
    ("Transaction Details"), a title's rubric ("[Deals] ..."), an office."""
    if all(w.lower() in words(scene.lang, "roles") for w in candidate.name.split()):
        return True
    title = scene.title_line
    for mention in candidate.mentions:
        line = scene.tokens[mention.low].line
        bounds = scene.line_bounds[line]
        whole = (mention.low, mention.high) == bounds and mention.source == "phrase"
        rubric = line == title and mention.source == "head" and mention.particle in ("]", ":")
        if mention.source == "name" or not (whole or rubric):
            return False
    return True


def _is_house(lang: str, name: str) -> bool:
    """Tell whether a name is one of those who research, rate or report."""
    if lang == languages.KOREAN:
        return name.endswith(endings("houses"))
    return name.split()[-1] in words(lang, "houses")


def _is_cue(lang: str, name: str) -> bool:
    """Tell whether a name is a word for what is measured ("EBITDA") or ends in one ("Group
    EBITDA"), and not for who acts."""
    return any(
        cue.end == len(name)
        and (cue.start == 0 and cue.concept not in _ACTING or cue.concept in _MEASURED)
        for cue in find_cues(lang, name)
    )


@cache
def _korean_company() -> re.Pattern[str]:
    return re.compile(rf"[가-힣](?:{any_of(claim_words(KOREAN)['company_looks'])})$")


def _looks_named(scene: Scene, candidate: Candidate) -> bool:
    """Tell whether a phrase looks like a name: capitals throughout, or a Korean firm's ending."""
    if scene.lang == languages.KOREAN:
        return _korean_company().search(candidate.name) is not None
    words = candidate.name.split()
    first = candidate.mentions[0].low
    opens = scene.sentence_bounds[scene.tokens[first].sentence][0] == first
    return all(w[:1].isupper() for w in words) and (len(words) > 1 or not opens)


def _is_person(scene: Scene, candidate: Candidate) -> bool:
    """Tell whether the text speaks of a name as of a person: its type alone is often wrong."""
    if candidate.type == "PER" and candidate.is_known:
        return True
    tokens = scene.tokens
    for mention in candidate.mentions:
        around = (
            tokens[max(0, mention.low - 3) : mention.low] + tokens[mention.high : mention.high + 4]
        )
        for token in around:
            form = token.form
            if _has_role(scene.lang, form):
                return True
    return False


def _has_role(lang: str, form: str) -> bool:
    if lang == languages.KOREAN:
        return form.startswith(endings("roles"))
    return form in words(lang, "roles")


class Actors:
    """The options for one text's subjects and their features."""

    def __init__(self, scene: Scene, cast: Cast, frames: Frames) -> None:
        self.scene = scene
        self.cast = cast
        self.roles = Roles(scene, frames)
        self.looks = [looks(scene, c) for c in cast.candidates]
        self.keys = [key_of(c.name) for c in cast.candidates]
        self._lows = [low for low, _, _ in cast.mentions]
        self._subjects: dict[int, list[tuple[int, int]]] = {}
        self._line_heads = self._find_heads()
        self._stances: dict[int, str] = {}
        self._sources: dict[int, str] = {}
        self._described: dict[tuple[int, int, str], list[str]] = {}
        self._recents: dict[int, list[int]] = {}
        self._topics: dict[int, list[int]] = {}
        tokens = scene.tokens
        self._mention_lows = [[m.low for m in c.mentions] for c in cast.candidates]
        self._titled: dict[int, int] = {}
        weights = []
        for n, c in enumerate(cast.candidates):
            named = sum(m.source == "name" for m in c.mentions)
            titled = any(tokens[m.low].line == scene.title_line for m in c.mentions)
            if titled:
                self._titled[n] = min(
                    m.low for m in c.mentions if tokens[m.low].line == scene.title_line
                )
            weights.append((named + 3 * titled * (named > 0), -c.mentions[0].low, n))
        named_first = [n for w, _, n in sorted(weights, reverse=True) if w > 0]
        self.rank = {n: r for r, n in enumerate(named_first)}
        heavy = [n for n in named_first if self.looks[n] in ("ORG", "public", "unit")]
        self._mains = heavy[:3]

    def _find_heads(self) -> dict[int, int]:
        """Return the candidate that heads each line, by the line's number."""
        heads: dict[int, int] = {}
        for low, n, which in self.cast.mentions:
            mention = self.cast.candidates[n].mentions[which]
            if mention.source != "head" or mention.particle in ("(", ")", ",", "…", "]"):
                continue
            line = self.scene.tokens[low].line
            if self.scene.line_bounds[line][0] >= low - 2 and self.looks[n] not in (
                "cue",
                "generic",
            ):
                heads.setdefault(line, n)
        return heads

    def subjects(self, sentence: int) -> list[tuple[int, int]]:
        """Return the mentions of a sentence that look like a verb's subject: token, candidate."""
        found = self._subjects.get(sentence)
        if found is None:
            found = []
            low, high = self.scene.sentence_bounds.get(sentence, (0, 0))
            for k in range(bisect_left(self._lows, low), bisect_left(self._lows, high)):
                at, n, which = self.cast.mentions[k]
                mention = self.cast.candidates[n].mentions[which]
                if self.looks[n] in ("cue", "generic"):
                    continue
                if self._acts(mention):
                    found.append((at, n))
            self._subjects[sentence] = found
        return found

    def around(self, index: int) -> Iterator[str]:
        """Say what verbs an amount hangs on, and what its sentence's subjects look like: for the
        models of its kind and mood."""
        tokens = self.scene.tokens
        at = self.scene.amount_token[index]
        governor = self.roles.governor(index)
        yield f"g={governor.frame}"
        yield f"g={governor.frame}/{governor.voice}"
        yield f"g={governor.frame}/{governor.later}"
        yield f"gl={governor.later}"
        yield f"gf={self.roles.final(tokens[at].sentence)}"
        left = [n for low, n in self.subjects(tokens[at].sentence) if low < at]
        look = self.looks[left[-1]] if left else self._stance(index)
        yield f"S={look}"
        yield f"S={look}/g={governor.frame}"

    def _acts(self, mention: Mention) -> bool:
        if self._heads_title(mention):
            return True
        if self.scene.lang == languages.KOREAN:
            return mention.particle in ("은", "는", "이", "가", "도", "측은", "에서는", "만")
        tokens = self.scene.tokens
        i = mention.high
        if mention.low > 0 and tokens[mention.low - 1].form in words(self.scene.lang, "governed"):
            return False
        if i < len(tokens) and tokens[i].form == ",":
            for j in range(i + 1, min(i + 18, len(tokens))):
                if tokens[j].form == "," or tokens[j].kind == LINE:
                    i = j + 1
                    break
        for token in tokens[i : i + 3]:
            if token.kind != WORD:
                return False
            form = token.form
            if form in ("who", "which", "that", "also", "has", "have", "had") or form.endswith(
                "ly"
            ):
                continue
            verb = _verb(form)
            return (verb is not None and verb not in ("to", "by", "no", "if", "not", "ing")) or (
                form.endswith("s")
                and not form.endswith("ss")
                and bool(self.scene.cues_between(i, i + 3))
            )
        return False

    def _heads_title(self, mention: Mention) -> bool:
        """Tell whether a headline is about what is mentioned: "Oslen to buy", "오슬렌, "."""
        tokens, i = self.scene.tokens, mention.high
        line = tokens[mention.low].line
        if line != self.scene.title_line or i + 1 >= len(tokens):
            return False
        if self.scene.lang == languages.KOREAN:
            return tokens[i].form == "," and mention.low - self.scene.line_bounds[line][0] < 3
        return tokens[i].form == "to" and bool(english_verbs().get(tokens[i + 1].form))

    def options(self, index: int) -> list[int]:
        """Return the candidates near an amount and those that the page is about."""
        scene, tokens = self.scene, self.scene.tokens
        at = scene.amount_token[index]
        token = tokens[at]
        chosen: dict[int, None] = {}
        first = max(0, token.sentence - 3)
        low = scene.sentence_bounds[first][0] if first in scene.sentence_bounds else max(0, at - 80)
        low = max(low, at - 160)
        last = scene.sentence_bounds[token.sentence][1]
        for k in range(bisect_left(self._lows, low), bisect_left(self._lows, last)):
            chosen[self.cast.mentions[k][1]] = None
        title = scene.line_bounds.get(scene.title_line)
        if title is not None:
            for k in range(bisect_left(self._lows, title[0]), bisect_left(self._lows, title[1])):
                chosen[self.cast.mentions[k][1]] = None
        head = scene.line_bounds[token.line][0]
        for k in range(bisect_left(self._lows, head), bisect_left(self._lows, head + 6)):
            chosen[self.cast.mentions[k][1]] = None
        for n, rank in self.rank.items():
            if rank < 6:
                chosen[n] = None
        return list(chosen)

    def rules(self, draft: Draft) -> int:
        """Return the candidate that the rules name as subject, a new one if the text has it in
        other words ("overseas money" is foreign investors); -1 where they name nobody."""
        if draft.subject is None:
            return -1
        key = key_of(draft.subject.name)
        for n, other in enumerate(self.keys):
            if other == key:
                return n
        for n, other in enumerate(self.keys):
            small, large = sorted((key, other), key=len)
            if len(small) > 2 and 2 * len(small) >= len(large) and small in large:
                return n
        named = draft.subject
        kept = Candidate(named.name, named.type, named.is_known, entity_id=named.entity_id)
        self.cast.candidates.append(kept)
        self.looks.append(looks(self.scene, self.cast.candidates[-1]))
        self.keys.append(key)
        self._mention_lows.append([])
        return len(self.keys) - 1

    def describe(
        self,
        index: int,
        option: int,
        kind: str,
        draft: Draft,
        ruled: int,
        before: tuple[int, str, str] | None,
    ) -> list[str]:
        """Return the features of a candidate as the subject of an amount of this kind.

        ``before`` is the subject, kind and link of the amount before.
        """
        features = self._steady(index, option, kind, draft, ruled)
        if before is None:
            return features
        subject, kind_before, link = before
        tied: list[str] = []
        if subject == option:
            tied = [
                f"again {link}/fresh {self._fresh(index)}",
                f"again {link}",
                f"again {'same kind' if kind_before == kind else kind_before}",
                f"again {link}/{kind_before == kind}",
            ]
        elif subject >= 0:
            tied = [f"other {link}/{kind_before == kind}"]
        return [*features, *tied, *(f"{kind}|{f}" for f in tied)]

    def _steady(self, index: int, option: int, kind: str, draft: Draft, ruled: int) -> list[str]:
        """Return the features that do not depend on the amount before; kept, since teaching asks
        for them again and again."""
        known = self._described.get((index, option, kind))
        if known is not None:
            return known
        features = list(self._general(option, kind, draft, ruled))
        candidate = self.cast.candidates[option]
        look = self.looks[option]
        features.append(f"look={look}")
        features += self._governs(index, option)
        features += self._topic(index, option)
        features += self._respectively(index, option)
        near = self._near(index, option)
        for mention in near:
            features += self._mention(index, mention, look)
            features += self._role(index, mention, look)
        features += self._elsewhere(index, near, look)
        features += self._salience(index, option, candidate, near)
        features.append(f"sources={self._sourced(option)}")
        features += self._words(candidate, look)
        features = list(map(intern, dict.fromkeys(features)))
        features += [intern(f"{kind}|{f}") for f in features]
        self._described[index, option, kind] = features
        return features

    def nobody(
        self, index: int, kind: str, draft: Draft, ruled: int, before: tuple[int, str, str] | None
    ) -> list[str]:
        governor = self.roles.governor(index)
        features = [
            "nobody",
            f"nobody {self.scene.lang}",
            f"nobody rule {draft.subject is None}",
            f"nobody {self._stance(index)}",
            f"nobody g={governor.frame}",
            f"nobody g={governor.frame}/{governor.voice}",
            f"nobody {self._stance(index)}/g={governor.frame}",
        ]
        if before is not None:
            features.append(f"nobody before {before[0] < 0}/{before[2]}")
        return features + [f"{kind}|{f}" for f in features]

    def _role(self, index: int, mention: Mention, look: str) -> Iterator[str]:
        """Say which part a mention plays in the amount's sentence, by its verbs."""
        tokens = self.scene.tokens
        sentence = tokens[self.scene.amount_token[index]].sentence
        if tokens[mention.low].sentence == sentence:
            subjects = [low for low, _ in self.subjects(sentence)]
            yield from self.roles.features(index, mention, subjects, look)

    def _sourced(self, option: int) -> str:
        """Say whether a candidate is named only as a source: never, at times, always."""
        known = self._sources.get(option)
        if known is None:
            mentions = self.cast.candidates[option].mentions[:8]
            told = sum(self.roles.is_source(m) for m in mentions)
            known = "none" if not told else "all" if told == len(mentions) else "some"
            self._sources[option] = known
        return known

    def _words(self, candidate: Candidate, look: str) -> Iterator[str]:
        """Describe what a candidate that is no name is called: its last word and what it holds."""
        if not candidate.mentions:
            return
        source = candidate.mentions[0].source
        named = any(m.source == "name" for m in candidate.mentions)
        yield f"is {'known' if candidate.is_known else 'name' if named else source}/{look}"
        if not named:
            last = candidate.name.split()[-1].lower()
            yield f"{self.scene.lang} last={last if self.scene.lang == ENGLISH else last[-2:]}"
            for _, _, concept in self.scene.cues_between(
                candidate.mentions[0].low, candidate.mentions[0].high
            ):
                yield f"called {concept}"

    def _elsewhere(self, index: int, near: list[Mention], look: str) -> Iterator[str]:
        """Say what verb the amount of a candidate hangs on that its sentence does not name."""
        tokens = self.scene.tokens
        sentence = tokens[self.scene.amount_token[index]].sentence
        if any(tokens[m.low].sentence == sentence for m in near):
            return
        governor = self.roles.governor(index)
        yield f"away/{self._stance(index)}/g={governor.frame}"
        yield f"away/g={governor.frame}/{governor.voice}"
        yield f"away/{look}/g={governor.frame}"

    def _fresh(self, index: int) -> bool:
        """Tell whether a new subject stands between the amount before and this one."""
        tokens = self.scene.tokens
        at = self.scene.amount_token[index]
        sentence = tokens[at].sentence
        last = at - 1
        while last >= 0 and tokens[last].kind != AMOUNT:
            last -= 1
        return any(last < low < at for low, _ in self.subjects(sentence)) or (
            last >= 0
            and tokens[last].line != tokens[at].line
            and tokens[at].line in self._line_heads
        )

    def _governs(self, index: int, option: int) -> Iterator[str]:
        """Say whether the candidate is the nearest subject, the first, or heads the line."""
        tokens = self.scene.tokens
        at = self.scene.amount_token[index]
        token = tokens[at]
        subjects = self.subjects(token.sentence)
        left = [n for low, n in subjects if low < at]
        if left:
            if left[-1] == option:
                yield "subject nearest"
                yield f"subject nearest of {min(len(left), 3)}"
            elif option in left:
                yield f"subject before {min(3, len(left) - left.index(option))}"
            else:
                yield "not a subject"
            if left[0] == option:
                yield "subject first"
        else:
            yield "no subject"
            back = [n for _, n in self.subjects(token.sentence - 1)] if token.sentence else []
            if back and back[0] == option:
                yield "subject of the sentence before"
            elif option in back:
                yield "in the sentence before"
        head = self._line_heads.get(token.line)
        if head is not None:
            yield "heads the line" if head == option else "another heads the line"

    def _respectively(self, index: int, option: int) -> Iterator[str]:
        """Match a list of names with a list of amounts, where the sentence says "each"."""
        tokens = self.scene.tokens
        at = self.scene.amount_token[index]
        low, high = self.scene.sentence_bounds[tokens[at].sentence]
        forms = {t.form for t in tokens[low:high]}
        if not forms & words(self.scene.lang, "each"):
            return
        amounts = self._listed(at, low, high)
        ends: dict[int, int] = {}  # the last candidate that ends at a place is the shortest there
        for k in range(bisect_left(self._lows, low), bisect_left(self._lows, amounts[0])):
            _, n, which = self.cast.mentions[k]
            if self.looks[n] in _ACTORS | {"phrase", "house"}:
                ends[self.cast.candidates[n].mentions[which].high] = n
        names = list(dict.fromkeys(ends[end] for end in sorted(ends)))
        place = amounts.index(at)
        if len(amounts) < 2 or len(names) < len(amounts):
            return
        matched = names[len(names) - len(amounts) + place] == option
        yield f"respectively {matched}"
        yield f"respectively {len(amounts)} {matched}"

    def _listed(self, at: int, low: int, high: int) -> list[int]:
        """Return the amounts of a sentence that stand in one list with the one at a token."""
        tokens = self.scene.tokens
        lists: list[list[int]] = []
        for i in range(low, high):
            if tokens[i].kind != AMOUNT:
                continue
            near = lists and i - lists[-1][-1] <= _LIST_STEP
            between = tokens[lists[-1][-1] + 1 : i] if near else []
            if near and any(t.form in _LISTS for t in between):
                lists[-1].append(i)
            else:
                lists.append([i])
        return next(found for found in lists if at in found)

    def _stance(self, index: int) -> str:
        """Return how the amount's sentence speaks of its subject before the amount."""
        known = self._stances.get(index)
        if known is None:
            tokens = self.scene.tokens
            at = self.scene.amount_token[index]
            low, high = self.scene.sentence_bounds[tokens[at].sentence]
            left = [
                n
                for p, n in self.subjects(tokens[at].sentence)
                if p < at and self.looks[n] in _ACTORS
            ]
            forms = [t.form for t in tokens[low:high]]
            if self._company(low, at) > max(
                (p for p, n in self.subjects(tokens[at].sentence) if p < at), default=-1
            ):
                known = "company"
            elif left:
                known = "person" if self.looks[left[-1]] == "PER" else "actor"
                if len(left) > 1:
                    known += "s"
            elif self.scene.lang == languages.KOREAN:
                known = "back" if any(f.startswith(endings("back")) for f in forms) else "none"
            else:
                before = forms[: at - low]
                back = words(languages.ENGLISH, "back")
                known = "back" if back.intersection(before) else "none"
                if known == "none" and back.intersection(forms):
                    known = "later"
            self._stances[index] = known
        return known

    def _company(self, low: int, high: int) -> int:
        """Return the last token in [low, high) where "the company" acts; -1 for none."""
        found = -1
        for k in range(bisect_left(self._lows, low), bisect_left(self._lows, high)):
            at, n, which = self.cast.mentions[k]
            if self.looks[n] == "generic" and self._acts(self.cast.candidates[n].mentions[which]):
                found = at
        return found

    def _topic(self, index: int, option: int) -> Iterator[str]:
        """Say how recently and how often the candidate is spoken of, by the sentence's stance."""
        tokens = self.scene.tokens
        at = self.scene.amount_token[index]
        recent = self._recents.get(index)
        if recent is None:
            recent = []
            for k in range(bisect_left(self._lows, at) - 1, -1, -1):
                low, n, _ = self.cast.mentions[k]
                if self.looks[n] in _ACTORS and self.looks[n] != "PER" and n not in recent:
                    recent.append(n)
                    if len(recent) == 4 or at - low > 300:
                        break
            self._recents[index] = recent
        stance = self._stance(index)
        place = recent.index(option) if option in recent else None
        yield f"recent={place}"
        yield f"{stance}:recent={place}"
        topics = self._topics.get(tokens[at].sentence)
        if topics is None:
            topics = []
            for sentence in range(tokens[at].sentence - 1, max(-1, tokens[at].sentence - 5), -1):
                for _, n in self.subjects(sentence):
                    if self.looks[n] in _ACTORS and self.looks[n] != "PER" and n not in topics:
                        topics.append(n)
            self._topics[tokens[at].sentence] = topics
        place = topics.index(option) if option in topics else None
        place = min(place, 3) if place is not None else None
        yield f"topic={place}"
        yield f"{stance}:topic={place}"
        main = self._mains.index(option) if option in self._mains else None
        yield f"main={main}"
        yield f"{stance}:main={main}"
        yield f"{stance}:look={self.looks[option]}"
        if main == 0 and place == 0:
            yield f"{stance}:main and topic"

    def _general(self, option: int, kind: str, draft: Draft, ruled: int) -> Iterator[str]:
        if ruled == option:
            yield "rule"
            yield f"rule/{draft.points_back}"
            yield f"rule/{draft.score >= 4}"
            yield f"rule {strength(draft)}"
            yield f"rule {draft.fact_type == kind}/{strength(draft)}"
            if not self.cast.candidates[option].mentions:
                yield "rule alone"
        elif ruled >= 0:
            yield "not rule"
        elif draft.subject is None:
            yield "rule nobody"

    def _mention(  # noqa: C901  # one feature a line
        self, index: int, mention: Mention, look: str
    ) -> Iterator[str]:
        scene, tokens = self.scene, self.scene.tokens
        at = scene.amount_token[index]
        token, mine = tokens[at], tokens[mention.low]
        if mine.sentence != token.sentence:
            return
        lang = scene.lang
        side = "<" if mention.low < at else ">"
        gap = (mention.high, at) if side == "<" else (at + 1, mention.low)
        between = tokens[gap[0] : gap[1]]
        amounts = min(2, sum(t.kind == AMOUNT for t in between))
        names = self._between(gap)
        distance = max(0, gap[1] - gap[0])
        near = (
            "0"
            if distance < 1
            else "1"
            if distance < 2
            else "3"
            if distance < 4
            else "7"
            if distance < 8
            else "15"
            if distance < 16
            else "16"
        )
        yield f"in{side}"
        yield f"in{side}/{mention.source}"
        yield f"in{side}{look}"
        yield f"in{side}{near}"
        yield f"in{side}{amounts}/{min(names, 3)}"
        if any(t.kind == LINE for t in between):
            yield f"in{side}line"
        if any(t.form in (";", ":", "—", "–") for t in between):
            yield f"in{side}break"
        mark = mention.particle if lang == languages.KOREAN else _after(scene, mention.high)
        yield f"{lang}{side}p={mark}"
        yield f"{lang}{side}p={mark}/{min(names, 2)}"
        yield f"{lang}{side}p={mark}/{amounts}"
        before = tokens[mention.low - 1] if mention.low > 0 else None
        word = before.form if before is not None else ""
        if word in ("the", "a", "an") and mention.low > 1:
            word = tokens[mention.low - 2].form + " the"
        yield f"{lang}{side}w={word}"
        first = scene.sentence_bounds[token.sentence][0]
        if mention.low - first < 2:
            yield f"opens{side}"
            yield f"opens{side}{mark}"
        for _, _, concept in scene.cues_between(mention.high, mention.high + 5)[:2]:
            yield f"then{side}{concept}"
        held = scene.cues_between(mention.low, mention.high)
        if held:
            yield f"holds {held[0][2]}"
        if side == "<" and names == 0:
            yield f"nearest{'+' if amounts else ''}"
        if side == "<":
            verbs = (
                [v for t in between if t.kind == WORD and (v := _verb(t.form)) is not None]
                if lang == languages.ENGLISH
                else []
            )
            if lang == languages.ENGLISH:
                yield f"verbs={'/'.join(verbs[:2])}"
                yield f"#verbs={min(len(verbs), 4)}"
            commas = sum(t.form == "," for t in between)
            yield f"commas{min(commas, 3)}"
        if side == ">" and distance < 12:
            yield f"{lang}>path={'_'.join(t.form for t in between[:3])}"

    def _between(self, gap: tuple[int, int]) -> int:
        return bisect_left(self._lows, gap[1]) - bisect_left(self._lows, gap[0])

    def _near(self, index: int, option: int) -> list[Mention]:
        """Return the mentions of a candidate around an amount: no more, however many it has."""
        at = self.scene.amount_token[index]
        lows = self._mention_lows[option]
        middle = bisect_left(lows, at)
        found = self.cast.candidates[option].mentions[max(0, middle - _MOST_NEAR) : middle + 4]
        return [m for m in found if abs(m.low - at) < _FAR]

    def _salience(
        self, index: int, option: int, candidate: Candidate, near: list[Mention]
    ) -> Iterator[str]:
        scene, tokens = self.scene, self.scene.tokens
        at = scene.amount_token[index]
        token = tokens[at]
        rank = self.rank.get(option)
        yield f"rank={min(rank, 4) if rank is not None else None}"
        yield f"{self.looks[option]} rank={min(rank, 3) if rank is not None else None}"
        places = [tokens[m.low] for m in near]
        first = self._titled.get(option)
        if first is not None:
            title = scene.line_bounds[scene.title_line]
            yield "titled"
            yield f"titled{'!' if first - title[0] < 2 else ''}/{self.looks[option]}"
        here = any(p.sentence == token.sentence for p in places)
        back = [token.sentence - p.sentence for p in places if p.sentence < token.sentence]
        nearest = min(back, default=0)
        yield f"here={here}/back={min(nearest, 4)}"
        yield f"back={min(nearest, 4)}/{self.looks[option]}"
        if not here:
            for m in near:
                p = tokens[m.low]
                if p.sentence >= token.sentence or token.sentence - p.sentence > 3:
                    continue
                n = token.sentence - p.sentence
                mark = m.particle if scene.lang == languages.KOREAN else _after(scene, m.high)
                opens = m.low - scene.sentence_bounds[p.sentence][0] < 2
                yield f"-{n}{scene.lang}={mark}"
                yield f"-{n}opens={opens}"
                yield f"-{n}/{p.line == token.line}"
                yield f"-{n}/{m.source}/{opens}"
            if not any(p.line == token.line for p in places):
                yield "other line"
        line = scene.line_bounds[token.line]
        for m in near:
            if line[0] <= m.low < line[0] + 3 and m.source == "head":
                yield f"line head {m.particle}"
        if any(p.sentence > token.sentence for p in places) and not here and not back:
            yield "only later"
        count = len(candidate.mentions)
        yield f"count={'1' if count < 2 else '2' if count < 4 else '4'}"


def _after(scene: Scene, high: int) -> str:
    """Return the class of what follows an English mention: its verb's form, or the word."""
    for token in scene.tokens[high : high + 2]:
        if token.kind == WORD:
            verb = _verb(token.form)
            return f"v:{verb}" if verb not in (None, "by", "no", "to") else token.form
        if token.kind == MARK:
            return token.form
        return token.kind
    return ""


__all__ = ["NOBODY", "Actors", "MANNER"]
