"""English: who the subject and the object of an amount are, kind by kind."""

from __future__ import annotations

import re
from collections.abc import Callable

from wirebook.reading.claims.draft import Draft
from wirebook.reading.claims.english.sales import sale, terms
from wirebook.reading.claims.english.sketches import (
    NAMES,
    Actor,
    Sketch,
    actor,
    giver,
    owner,
    phrase,
    sketch,
)
from wirebook.reading.claims.english.speech import SETTLED, modality, said_by
from wirebook.reading.claims.kinds import Vote, vote
from wirebook.reading.claims.page import Name, Page, Sentence
from wirebook.reading.claims.words import is_public, whole_words
from wirebook.reading.languages import ENGLISH
from wirebook.reading.model import FactType, Money

Found = tuple[Name | None, Name | None]  # subject, object


def read(page: Page, sentence: Sentence, money: Money) -> Draft:
    """Return what the sentence says of the amount."""
    s = sketch(page, sentence, money)
    if s.at < 0:
        return Draft("other")
    cue = vote(ENGLISH, s.text, s.at, 3)
    who = actor(s)
    kind, subject, thing = _roles(s, who, cue, money)
    compared = _COMPARED.search(s.left) is not None
    goes_on = compared or _GROWN.search(s.left) is not None or _is_part(s)
    is_further = _FURTHER.search(s.left) is not None or _OF_THAT.match(s.right) is not None
    is_echo = kind == "other" and (goes_on or _is_added(s, cue))
    is_echo = is_echo or (is_further and subject is None)
    is_buyback = kind == "other" and whole_words(ENGLISH, "buybacks").search(s.text) is not None
    if is_buyback:
        subject = who.name
    speaker = said_by(s, subject)
    mood, hedge = modality(s, kind, who)
    if _WAS.search(s.left) is not None:
        mood = SETTLED.get(kind, "done")
    return Draft(
        kind,
        subject if kind != "other" or is_buyback else None,
        thing if thing != subject else None,
        (),
        mood,
        hedge,
        speaker,
        points_back=subject is None
        and (kind != "other" or is_buyback)
        and _points_back(s, who, kind),
        is_part=_is_part(s),
        is_share=whole_words(ENGLISH, "shares_of_it").search(s.text) is not None,
        is_echo=is_echo,
        is_past=compared,
        is_further=is_further,
        score=cue.score,
    )


def _roles(
    s: Sketch, who: Actor, cue: Vote, money: Money
) -> tuple[FactType, Name | None, Name | None]:
    """Return the kind with its subject and object."""
    sold = sale(s)
    kind = sold.kind if sold is not None else _settle(cue, s, who)
    if _is_no_fact(s, who) or _is_too_small(kind, money):
        return "other", None, None
    if sold is not None:
        return kind, sold.buyer, sold.thing
    subject, thing = _READERS[kind](s, who, cue)
    kind = _by_subject(kind, subject, who, cue)
    is_cost = cue.cue.lower().endswith("cost") or _ESTIMATES.match(who.verb) is not None
    if kind == "project_size" and subject is None and who.name is not None and not is_cost:
        is_budget = is_public(who.name.name, who.name.type)
        kind, subject = ("government_budget" if is_budget else "investment"), who.name
    if kind == "government_budget" and whole_words(ENGLISH, "lending").search(cue.cue) is not None:
        gives = whole_words(ENGLISH, "spending").search(f"{who.verb}{who.rest}") is not None
        kind, subject = _borrowing(subject, thing, gives)
    if kind in ("stake_purchase", "other", "investment") and _trades(s, who):
        kind, subject, thing = "capital_flow", who.name, None
    return kind, subject, thing


# "<N> puts the cost of the tunnel at <@>" builds none.
_ESTIMATES = re.compile(r"puts?$|values?$|estimat|says?$|said$|reckon|think|thought")


def _by_subject(kind: FactType, subject: Name | None, who: Actor, cue: Vote) -> FactType:
    """Return what a kind is by whose it is: a state's investment is a budget."""
    if kind == "government_budget" and _is_private(subject):
        return _private_money(cue)
    if kind == "investment" and subject is None and not (cue.is_noun or who.points_back):
        return "other"  # "audiences spent", "customers poured": nobody's
    if kind == "valuation" and subject is None and "worth" in cue.cue and not who.points_back:
        return "other"  # "a yacht is worth <@>"
    if subject is None:
        return kind
    is_crowd = whole_words(ENGLISH, "crowds").fullmatch(subject.name) is not None
    if is_crowd and kind in ("financial_result", "investment"):
        return "other"
    is_result = kind == "financial_result"
    if is_result and (subject.type == "PER" or is_public(subject.name, subject.type)):
        return "other"
    if not is_public(subject.name, subject.type):
        return kind
    return "government_budget" if kind == "investment" else kind


# "<@> per share", "<@> each", "at <@> a barrel"; so much a year is no unit's price.
_UNIT = re.compile(
    r" (?:each|apiece|per (?!year|annum|quarter)|an? (?!year|quarter|[a-z]+ (?:to|in|for|as)\b)"
    r"[a-z]+\b(?! of))"
)


_HYPOTHETICAL = re.compile(r"\b(?:if|unless|whether)\b[^,;]*$", re.IGNORECASE)
# "rose by <@>", "<@> more than": how much a thing changed is not how much it is.
_CHANGE = re.compile(
    r"\b(?:rose|fell|grew|rise|fall|grow|up|down|increas(?:e|ed)|decreased?|drop(?:ped)?|widened"
    r"|shrank|jump(?:ed)?|climb(?:ed)?|raised|cut|reduced|lowered|short)"
    r"(?: [a-z]+){0,3} by $"
)
_MORE = re.compile(
    r" (?:more|less|fewer|higher|lower|larger|smaller|better|worse|short"
    r"|foundation|fund|company|firm|group|giant|empire|charity)\b"
)


def _is_no_fact(s: Sketch, who: Actor) -> bool:
    """Tell whether an amount is a condition's, nobody's, a unit's, or only a difference."""
    if who.name is not None and who.name.name.lower().startswith("no "):
        return True
    if _HYPOTHETICAL.search(s.left) is not None:
        return True
    if _UNIT.match(s.right) is not None or _MORE.match(s.right) is not None:
        return True
    return _CHANGE.search(s.left) is not None


def _is_too_small(kind: FactType, money: Money) -> bool:
    """Tell whether an amount is a consumer's and no company's, state's or project's."""
    amount = money.high or money.point or money.low
    floor = _LEAST.get(kind, 10_000)
    return amount is not None and amount < floor


_LEAST: dict[FactType, int] = {
    "penalty": 1000,
    "project_size": 1_000_000,
    "market_size": 1_000_000,
    "other": 0,
}


def _private_money(cue: Vote) -> FactType:
    """Return what a company's own "budget" is; what it sets aside is no investment either."""
    word = cue.cue.lower()
    if word == "set aside":
        return "other"
    if word == "deficit":
        return "financial_result"
    is_own = word.startswith(("budget", "earmark", "allocat", "dedicat"))
    return "investment" if is_own else "government_budget"


# "up from <@>": what was, however the sentence puts what is to be.
_WAS = re.compile(r"\b(?:up|down) from(?: [\w-]+){0,4} $")


_OF_MARKETS = re.compile(
    r"\b(?:shares|stocks?|equit(?:y|ies)|bonds|securities|debt|market|markets)\b", re.IGNORECASE
)


def _trades(s: Sketch, who: Actor) -> bool:
    """Tell whether a crowd buys or sells on a market: "individual investors sold <@> of shares"."""
    if who.name is None or whole_words(ENGLISH, "crowds").search(who.name.name) is None:
        return False
    traded = whole_words(ENGLISH, "trades").search(f"{who.verb}{who.rest}") is not None
    return traded and _OF_MARKETS.search(s.text) is not None


def _borrowing(
    actor: Name | None, borrower: Name | None, gives: bool
) -> tuple[FactType, Name | None]:
    """Loans are a budget if a public body gives them, else money that someone raises."""
    if actor is not None and is_public(actor.name, actor.type):
        return "government_budget", actor
    if not gives:
        borrower = borrower or actor
    return ("funding_round", borrower) if borrower is not None else ("other", None)


# "ordered <N> to pay <N> <@>"; "shares of <N> fell 2% to <@>" is a price.
_ORDERED = re.compile(r"\border(?:ed|s) .{0,60}?\bto pay (?:[a-z]+ |<[ND]\d+> )*$")
_QUOTED = re.compile(
    r"\bshares of <N\d+> (?:[a-z]+ ){0,2}?"
    r"(?:fell|rose|gained|lost|jumped|dropped|slid|climbed|closed)\b",
    re.IGNORECASE,
)
# "expect the company to earn <@>", "<N>, which posted sales of <@>".
_EXPECTED = re.compile(r"\bexpect(?:s|ed)? (?:the (?:company|group|firm|bank)|it) to [a-z]+ $")
_RELATIVE = re.compile(rf"(?P<who>{NAMES}), (?:which|with|whose) (?:[\w-]+ ){{1,6}}$")


_ORDERS = re.compile(
    r"\b(?:contract|order|deal|tender|modification)s?\b"
    r"|<@> to (?:build|supply|develop|deliver|make)\b",
    re.IGNORECASE,
)


def _is_state(name: Name | None) -> bool:
    """Tell whether a name is a public body's or a country's, or a part of one."""
    return name is not None and (name.type == "LOC" or is_public(name.name, name.type))


# "the market would generate revenue of <@>", "the market reached a valuation of <@>".
_OF_MARKET = re.compile(
    r"\b(?:market|industry)(?: size)? (?:[a-z]+ ){1,3}(?:an? )?(?:valuation|value|revenues?) of $"
)


# Shares that are quoted, a value that is lost, damages that are only claimed.
_NOT_OF: dict[FactType, re.Pattern[str]] = {
    "stake_purchase": _QUOTED,
    "government_budget": re.compile(
        r"\b(?:company|firm|group|bank|lender|insurer|[a-z]*maker|retailer)\b[^<]{0,30} aside $"
    ),
    "valuation": re.compile(r"\b(?:shed|lost|los(?:es?|ing)|gain|add|wip|eras)(?:s|ed|ing)? $"),
    "penalty": re.compile(
        r"\b(?:seek(?:s|ing)?|sought|demand(?:s|ed|ing)?|claim(?:s|ed|ing)?|su(?:ed|es|ing)"
        r" (?:[a-z]+ |<[ND]\d+> ){1,3}for)(?: [a-z]+){0,3} $"
    ),
}


def _is_of_another(cue: Vote, s: Sketch) -> bool:
    """Tell whether an amount is the price of something else than what its cue names."""
    pattern = _NOT_OF.get(cue.kind)
    if pattern is not None and pattern.search(s.left) is not None:
        return True
    if cue.kind in ("investment", "project_size"):
        return terms(s) is not None
    # "Under the terms of the deal, <N> gets <@>"
    return cue.score < 4 and whole_words(ENGLISH, "vague_deals").fullmatch(cue.cue) is not None


def _settle(cue: Vote, s: Sketch, who: Actor) -> FactType:
    kind = cue.kind
    if _ORDERED.search(s.left) is not None:
        return "penalty"
    if kind in ("valuation", "financial_result") and _OF_MARKET.search(s.left) is not None:
        return "market_size"
    if _is_of_another(cue, s):
        return "other"
    is_grant = cue.cue.lower().startswith("award") and _ORDERS.search(s.text) is None
    if kind == "contract" and is_grant:
        return "government_budget" if _is_state(who.name) else "other"
    if kind == "other" and cue.score == 0 and _is_state(who.name):
        if whole_words(ENGLISH, "spending").search(f"{who.verb}{who.rest}") is not None:
            return "government_budget"
    if kind == "other" and re.match(r" for (?:the )?<N", s.right) is not None:
        if re.search(r"\b(?:pays?|paid|paying|offer(?:s|ed|ing)?|bid) $", s.left) is not None:
            return "acquisition"
    return kind


_ALWAYS_SOMEONES = frozenset({"financial_result", "valuation", "penalty", "funding_round"})


def _points_back(s: Sketch, who: Actor, kind: FactType) -> bool:
    """Tell whether the subject is the one of the sentences before: "the deal", "Revenue was"."""
    if kind == "government_budget" or _EXPECTED.search(s.left) is not None:
        return True
    return who.points_back or (kind in _ALWAYS_SOMEONES and who.name is None and "<N" not in s.left)


def _is_private(name: Name | None) -> bool:
    return (
        name is not None
        and name.type in ("ORG", None)
        and name.end > 0
        and not is_public(name.name, name.type)
    )


# "<M> in <T> and will reach <@>", "from <M> to <@>": of the same thing, but no past.
_GROWN = re.compile(
    r"\bfrom <M>(?: in)?(?: <T\d+>)? to $|<M>(?: in <T\d+>)? and will (?:reach|hit|grow to) $"
)
_COMPARED = re.compile(
    r"<M>[^;]*\b(?:from|against|versus|compared (?:with|to)|than|ahead of|above|below|beating)"
    r"(?: (?!(?:for|in|to|at|by|with) )(?:[\w-]+(?:'s)?|<T\d+>(?:'s)?)){0,5} $"
    r"|<M> <T\d+>'s (?:[a-z-]+ ){0,2}$"
)


# "<M> for the ports and another <@> for": what holds of the one holds of the other.
_ADDED = re.compile(
    r"<M>(?P<link> (?:in|into|to|for|from|on|over)\b)?[^;]*\b(?:and|plus|with)"
    r"(?: (?:an?|another|further|additional|extra|then|only|as much as))* $"
)


# "A further <@> will go to", "Some <@> of that".
_FURTHER = re.compile(
    r"^\W*(?:(?:an?|the) (?:further|additional|extra|second|other|remaining)|another) $",
    re.IGNORECASE,
)
_OF_THAT = re.compile(r" of (?:that|this|it|the total)\b")


def _is_added(s: Sketch, cue: Vote) -> bool:
    """Tell whether an amount is added to the one before: "<M> into shares and <@> into bonds"."""
    added = _ADDED.search(s.left)
    if added is None:
        return False
    return cue.score < 3 or (added["link"] is not None and s.right.startswith(added["link"]))


def _is_part(s: Sketch) -> bool:
    """Tell whether the amount is introduced as a part: "including <N> buying ... worth <@>"."""
    marks = list(whole_words(ENGLISH, "parts").finditer(s.left))
    return bool(marks) and "<M>" in s.left[: marks[-1].start()]


# Words between a preposition and its name: "a stake in chip maker <N>".
_TRADE = r"(?:(?!(?:in|of|for|from|to|by|with|and|at|on|that|which) )[a-z-]+,? ){1,5}(?=<N)"


def _after(s: Sketch, words: str, text: str) -> Name | None:
    """Return the last name right behind one of the words: "stake in <N>"."""
    found = None
    for match in re.finditer(
        rf"\b(?:{words}) (?:the |a |an |its |<D\d+> |{_TRADE})*(?P<who>{NAMES})",
        text,
        re.IGNORECASE,
    ):
        found = match
    return s.name(found["who"]) if found is not None else None


def _place(s: Sketch) -> Name | None:
    """Return the place or organisation that the money goes to: "<@> in <N>"."""
    for text in (s.right[:160], s.left[-120:]):
        for match in re.finditer(
            r"\b(?:in|into|(?<!according )to) (?:the |its )?(<[ND]\d+>)", text
        ):
            name = s.name(match[1])
            if name.is_known and name.type in ("LOC", "ORG"):
                return name
    return None


def _country(s: Sketch) -> Name | None:
    match = re.search(
        r"<D(\d+)>(?:'s)? (?:[a-z-]+ ){0,3}<@>"
        r"|<@> (?:(?:in|of|worth of) )?(?:[a-z-]+ ){0,2}<D(\d+)>(?:/<[ND]\d+>)? (?:[a-z-]+ ){0,2}"
        r"(?:investments?|commitments?|pledges?|funding|money|capital|spending|aid)",
        s.text,
    )
    return s.country(int(match[1] or match[2])) if match is not None else None


def _complement(s: Sketch, nouns: str) -> Name | None:
    """Return the last "in <N>" of a nominal subject: "total investment in chips in <N> could"."""
    match = re.search(
        rf"\b(?:{nouns})\b(?P<tail>(?: (?!will|would|could|may|is|are|was|has|had)[\w<>-]+)+) "
        rf"(?:will|would|could|may|might|is|are|was|were|has|had|rose|fell|reached|hit|exceeded)\b",
        s.left,
        re.IGNORECASE,
    )
    if match is None:
        return None
    names = re.findall(r"\b(?:in|by|from|of|for|at) (?:the )?(<[ND]\d+>)", match["tail"])
    return s.name(names[-1]) if names else None


def _owner_of(s: Sketch, cue: Vote) -> Name | None:
    """Return the possessor of the cue's noun: "<N>'s investments in chips, totaling <@>"."""
    match = re.search(
        rf"(?P<who>{NAMES})'s? (?:(?!\w+ed )[\w-]+ ){{0,4}}{re.escape(cue.cue)}\b"
        rf"(?!.*, (?:the )?<N\d+> )",
        s.left,
        re.IGNORECASE,
    )
    return s.name(match["who"]) if match is not None else None


def _investment(s: Sketch, who: Actor, cue: Vote) -> Found:
    place = _place(s)
    if cue.is_noun:
        by = giver(s, {"by", "from", "led by", "backed by", "funded by", "toward", "towards"})
        subject = by or _complement(s, "investments?|spending") or owner(s, False)
        subject = subject or _owner_of(s, cue) or _country(s)
        if subject is not None:
            return subject, place if place != subject else None
    if who.name is not None and who.name.type == "PER" and _presents(who):
        return _country(s), place
    return who.name or owner(s, False), place if place != who.name else None


def _presents(who: Actor) -> bool:
    verbs = f"{who.verb}{who.rest}"
    return whole_words(ENGLISH, "presenters").search(verbs) is not None


def _stake(s: Sketch, who: Actor, cue: Vote) -> Found:
    target = _after(
        s, "stakes? in|stakes? of|shares? in|shares? of|shareholding in|% of|of", s.left
    )
    target = target or _after(s, "stakes? in|shares? in|shares? of|of|in", s.right[:120])
    subject = giver(s, {"by"}) or who.name or owner(s, False)
    return subject, target if target != subject else None


_BOUGHT = (
    "<@> for|acquir(?:e|es|ed|ing)|acquisition of|takeover of|buyout of|buy|buys|buying|bought|"
    "purchas(?:e|es|ed|ing)|purchase of|bid for|take over|took over|taking over|merger with"
)
# "<N>'s acquisition of <N>, which cost <@>".
_OF_DEAL = re.compile(
    rf"({NAMES})'s? (?:[a-z-]+ ){{0,3}}(?:acquisition|purchase|takeover|buyout|merger)\b"
)
_OFFERS = re.compile(
    r"\b(?:mak(?:es?|ing)|made|offer|launch|tabl|submit|lodg|rais|improv|prepar|plan|consider|weigh"
    r"|mull)"
)


def _acquisition(s: Sketch, who: Actor, cue: Vote) -> Found:
    buyer = _after(
        s, "acquired by|bought by|taken over by|sold to|takeover by|acquisition by", s.text
    )
    near = s.left.rsplit("<M>")[-1]
    bought = re.search(
        rf"\b(?:acquisition|takeover|purchase|buyout) of ({NAMES}) by ({NAMES})", near
    )
    if bought is not None:
        return s.name(bought[2]), s.name(bought[1])
    target = _after(s, _BOUGHT, near) or _after(s, _BOUGHT, f"<@>{s.right.split('<M>')[0]}")
    if buyer is not None:
        return buyer, who.name if who.name != buyer else None
    if whole_words(ENGLISH, "offers").search(cue.cue) is not None:
        bidder = giver(s, {"by", "from"}) or _after(s, "(?:offer|bid|approach) (?:by|from)", s.text)
        is_bidder = _OFFERS.search(f"{who.verb}{who.rest}") is not None
        subject = bidder or owner(s, False) or (who.name if is_bidder else None)
        bid_for = _after(s, "for", s.right[:80]) or target
        return subject, bid_for if bid_for != subject else None
    owners = _OF_DEAL.findall(near)
    subject = owner(s, False) or (s.name(owners[-1]) if owners else who.name)
    return subject, target if target != subject else None


def _funding(s: Sketch, who: Actor, cue: Vote) -> Found:
    is_passive = re.match(r" (?:[a-z]+ )?raised (?:[a-z-]+ )?by\b", s.right) is not None
    raised_by = giver(s, {"by"}) if is_passive else None
    raiser = _after(s, "(?:round|money|funding|financing|capital) (?:for|into|in)", s.right[:90])
    raiser = raised_by or raiser
    if (
        raiser is None
        and cue.is_noun
        and re.match(r"leads?|led|joined|backed", who.verb) is not None
    ):
        return None, None
    return raiser or who.name or owner(s, False), None


def _flow(s: Sketch, who: Actor, cue: Vote) -> Found:
    target = _complement(s, "investments?|inflows?")
    for match in re.finditer(r"\b(?:into|in|to|from|out of) (?:the )?(<[ND]\d+>)", s.right[:160]):
        if s.name(match[1]).type in ("LOC", None):
            target = s.name(match[1])
            break
    if target is None:
        market = re.search(r"<D(\d+)> (?:[a-z-]+ )?(?:market|stocks?|shares|bonds)", s.text)
        target = s.country(int(market[1])) if market is not None else None
    if re.search(r"\bforeign\b", s.text, re.IGNORECASE) is not None:
        return Name(0, 0, "foreign investors", None), target
    return who.name, target


def _project(s: Sketch, who: Actor, cue: Vote) -> Found:
    products = [n for n in s.names if n.type in ("PRODUCT", "EVENT")]
    named = re.search(
        r"<N(\d+)>'?s? (?:[a-z-]+ )?(?:project|scheme|initiative|venture|development)"
        r"|(?:project|venture|initiative|scheme),? "
        r"(?:called |named |known as |dubbed |\")*<N(\d+)>",
        s.text,
    )
    if products:
        return products[-1], None
    if named is not None:
        return s.names[int(named[1] or named[2])], None
    return None, None


def _market(s: Sketch, who: Actor, cue: Vote) -> Found:
    subject = owner(s, True) or _complement(s, "market") or _country(s)
    subject = subject or _after(s, "market in|market of|industry in|sales in", s.text)
    match = re.search(r"<D(\d+)> (?:[\w-]+ ){0,3}(?:market|industry)", s.text)
    if subject is None and match is not None:
        subject = s.country(int(match[1]))
    if subject is None:
        measured = re.search(
            r"\b((?:(?!the |a |an )[\w-]+ ){0,4}(?:market|industry)(?: for(?: [a-z-]+){1,5}?)?)"
            r"(?= (?:will|would|could|may|might|is|was|has|to|reached|hit|worth|grew)\b|$)",
            s.left.rstrip(" ,"),
        )
        subject = phrase(s, measured[1]) if measured is not None else None
    return subject, None


_GIVES = re.compile(r"\b(?:announc|award|pledg|unveil|giv|gave|provid|offer|approv|grant)")


def _budget(s: Sketch, who: Actor, cue: Vote) -> Found:
    receives = whole_words(ENGLISH, "receiving").search(f"{who.verb}{who.rest}") is not None
    if receives:
        return giver(s, {"by", "from"}), who.name
    gives = _GIVES.search(f"{who.verb}{who.rest}") is not None
    if not gives and _is_private(who.name) and whole_words(ENGLISH, "gifts").search(cue.cue):
        return giver(s, {"by", "from"}) or _country(s), who.name
    recipient = _after(s, "to|for|with", s.right[:120]) or _after(s, "with|to", s.left[-120:])
    subject = _owner_of(s, cue) or who.name or owner(s, True) or giver(s, {"by", "from"})
    subject = subject or _country(s)
    return subject, recipient if recipient != subject else None


def _customer(s: Sketch) -> Name | None:
    """Return whom the work is for: "won <@> to build ferries for the operator <N>"."""
    found = re.search(
        r"\b(?:for|(?:supply|deliver|provide|sell) [^<]{1,60} to|supply|equip) (?:the )?"
        r"(?:<D\d+> )?(?:[a-z-]+ ){0,2}(<N\d+>)",
        s.right[:160],
    )
    name = s.name(found[1]) if found is not None else None
    return name if name is not None and name.type != "LOC" else None


def _contract(s: Sketch, who: Actor, cue: Vote) -> Found:
    verbs = f"{who.verb}{who.rest}"
    if whole_words(ENGLISH, "receiving").search(verbs) is not None:
        buyer = giver(s, {"by", "from", "with"}) or _after(s, "from|by|with", s.text[s.at :])
        customer = re.match(r" (<N\d+>) (?:[a-z-]+ ){0,2}(?:contract|order|deal)", s.right)
        if buyer is None and customer is not None:
            buyer = s.name(customer[1])
        if buyer is None:
            buyer = _customer(s)
        return (buyer, who.name) if buyer is not None else (who.name, None)
    buyer = _after(s, "(?:orders?|contracts?) (?:from|by)", s.left)
    if buyer is None and re.match(r" [a-z]+ to (?:supply|equip|deliver|sell)\b", s.right):
        buyer = _customer(s)
    if buyer is not None:
        return buyer, who.name if who.name != buyer else None
    seller = _after(s, "from|with|to|selected|awarded", s.right[:120]) or _after(
        s, "from|with|to|selected|awarded|new|of", verbs
    )
    subject = who.name or owner(s, False)
    return subject, seller if seller != subject else None


# Whose results these are not: "analysts at <N> expect revenue of <@> at <N>".
_FORECASTERS = re.compile(r"(?:analysts|economists|experts|researchers)\b", re.IGNORECASE)


def _result(s: Sketch, who: Actor, cue: Vote) -> Found:
    if _EXPECTED.search(s.left) is not None:
        return None, None
    relative = _RELATIVE.search(s.left)
    if relative is not None:
        return s.name(relative["who"]), None
    noun = cue.cue or "revenue"
    bare = re.search(rf"({NAMES}) {re.escape(noun)}\b", s.left)  # "<N> sales rose to <@>"
    if bare is not None:
        return s.name(bare[1]), None
    measured = owner(s, True) or _complement(s, noun)
    if measured is None and who.name is not None and _FORECASTERS.match(who.name.name) is not None:
        return giver(s, {"at", "for", "from"}), None
    return measured or who.name, None


def _valuation(s: Sketch, who: Actor, cue: Vote) -> Found:
    named = re.search(rf"\bvalu(?:ed|es|ing|ation of) (?:the )?(?P<who>{NAMES})", s.left)
    if named is not None:
        return s.name(named["who"]), None
    if re.search(r"\bvalu(?:ed|es|ing) (?:it|them|the [a-z]+) (?:at )?$", s.left) is not None:
        if re.search(r"\b(?:pour|invest|inject|pump|put|plough)", s.left) is not None:
            return _after(s, "into|in", s.left), None
        is_bid = whole_words(ENGLISH, "offers").search(s.left) is not None
        return (None if is_bid else who.name), None
    return owner(s, True) or who.name, None


# "fined the bank's former chief, <N>, <@>", "sued <N>"; "fined a bank owned by <N> <@>".
_VICTIM = re.compile(
    rf"\b(?:fin(?:ed?|es|ing)|hit|slapped|penali[sz]ed|ordered|sued|against|on|told|settled with) "
    rf"(?:(?:<D\d+>|<N\d+>'s|(?!(?:in|at|by|owned) )[a-z'-]+),? ){{0,7}}?(?P<who>{NAMES})(?!')"
)
_ON = re.compile(
    rf" (?:on|against) (?:(?:<D\d+>|<N\d+>'s|(?!(?:in|at|by|for) )[a-z'-]+),? ){{0,8}}?"
    rf"(?P<who>{NAMES})(?!')"
)
_UNNAMED = re.compile(r"\bfin(?:ed|es|ing) (?P<who>(?:an?|its|their|one|two|three) (?:[a-z-]+))\b")


def _penalty(s: Sketch, who: Actor, cue: Vote) -> Found:
    if re.search(r"\b(?:won|wins?|receiv|awarded $)", f"{who.verb}{who.rest}") is not None:
        return giver(s, {"from", "by"}), None
    passive = re.match(r"(?:was|were|is|are|be|been)\b", who.verb) is not None
    on = _ON.match(s.right)
    if on is not None:
        return s.name(on["who"]), None
    if not passive:
        victim = _VICTIM.search(s.left)
        if victim is not None:
            return s.name(victim["who"]), None
        unnamed = _UNNAMED.search(s.left)
        if unnamed is not None:
            return phrase(s, unnamed["who"]), None
    other = giver(s, {"with", "on", "against", "for"})
    if other is not None and (
        who.name is None or who.name.type == "PER" or "impos" in who.rest + who.verb
    ):
        return other, None
    if who.name is not None and _IMPOSES.search(who.name.name) is not None and not passive:
        return other, None
    return who.name or owner(s, True) or other, None


_IMPOSES = re.compile(
    r"\b(?:regulator|watchdog|court|judge|jury|tribunal|prosecutor|authorit|commission|ministry)",
    re.IGNORECASE,
)


def _other(s: Sketch, who: Actor, cue: Vote) -> Found:
    return None, None


_READERS: dict[FactType, Callable[[Sketch, Actor, Vote], Found]] = {
    "investment": _investment,
    "stake_purchase": _stake,
    "acquisition": _acquisition,
    "funding_round": _funding,
    "capital_flow": _flow,
    "project_size": _project,
    "market_size": _market,
    "government_budget": _budget,
    "contract": _contract,
    "financial_result": _result,
    "valuation": _valuation,
    "penalty": _penalty,
    "other": _other,
}
