"""Korean: the company that a sentence is about, for the next ones that leave it out."""

from __future__ import annotations

import re
from functools import cache

from wirebook.reading.claims.korean import particles as ko
from wirebook.reading.claims.page import Name, Page, Sentence
from wirebook.reading.claims.words import any_of, claim_words
from wirebook.reading.languages import KOREAN

# "<name>(012340)": the number under which its shares trade.
_TICKER = re.compile(r"\([0-9A-Z]{6}\)")
# "매출이 가장 큰 곳은 <name>이다".
_ASKED = re.compile(r"(?:\d위|(?:가장|제일)\s.{1,40}(?:기업|회사|업체|곳|종목))[은는]\s")
_TOLD = re.compile(
    r"(?P<who>[가-힣A-Za-z0-9&]{2,20}?)(?<![했됐었았였렸났겼졌냈는한된간])\s?(?:\([^()]{1,40}\))?(?:이?다|였다|입니다)[.\s]*$"
)
# Who takes part in what another one does.
_JOINED = re.compile(r"(?:참여|합류)(?:했|한다|하기로)")
_MAKER = re.compile(r"(?:운영|개발|제조|생산|판매|공급|서비스)(?:하는|한|해 온|해온)\s*$")


@cache
def _defines() -> re.Pattern[str]:
    """Compile the end of a sentence that says what kind of company its topic is."""
    return re.compile(rf"(?:{any_of(claim_words(KOREAN)['kind_nouns'])})(?:이?다|입니다)[.\s]*$")


def company_in(page: Page, sentence: Sentence) -> Name | None:
    """Return the first company that a particle marks as the sentence's topic or subject.

    A name that nobody knows counts where the text calls it a company: "업체 <name>은", "<name>을
    만드는 <name>은", "<name>(012340)은", or "<name>은 ... 회사다".
    """
    if _JOINED.search(sentence.text) is not None:
        return None
    told = _TOLD.search(sentence.text)
    if told is not None and _ASKED.search(sentence.text) is not None:
        low = sentence.start + told.start("who")
        return ko.as_name(page, low, low + len(told["who"]))
    for mark in ko.marked(page, sentence.start, sentence.end):
        name = ko.as_name(page, mark.start, mark.end)
        if name is None or name.type not in (None, "ORG"):
            continue
        if name.type == "ORG" or _is_called_company(page, sentence, mark, name):
            return name
    return None


def _is_called_company(page: Page, sentence: Sentence, mark: ko.Marked, name: Name) -> bool:
    if " " in name.name or ko.thing().match(name.name) is not None:
        return False
    phrase = page.text[mark.start : mark.end]
    return (
        _TICKER.search(phrase) is not None
        or _MAKER.search(page.text, sentence.start, mark.start) is not None
        or ko.kind_noun().search(page.text[mark.start : name.start].rstrip()) is not None
        or (mark.particle in ko.TOPICS and _defines().search(sentence.text) is not None)
    )
