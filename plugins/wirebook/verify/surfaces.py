"""Whether a printed amount says what is published of it: a parser that only has to confirm.

It knows plain figures with plain scales, the names of common currencies and the usual words for
bounds, in English, Korean, Chinese and Japanese. A surface with anything else in it is *not
confirmed*, which is no fault; a surface that it reads whole, and otherwise, is a *difference*.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from decimal import Decimal
from enum import Enum

Amounts = Mapping[str, Decimal | None]


class Answer(Enum):
    """What a second reading of a surface says of a published amount."""

    CONFIRMED = "confirmed"
    UNCONFIRMED = "unconfirmed"
    DIFFERENT = "different"


_EAST = {"십": 1, "十": 1, "백": 2, "百": 2, "천": 3, "千": 3, "仟": 3}
_EAST_MYRIADS = {
    "만": 4, "万": 4, "萬": 4, "억": 8, "億": 8, "亿": 8, "조": 12, "兆": 12, "경": 16,
}  # fmt: skip
_HAN_DIGITS = dict(zip("〇零一二两三四五六七八九", "001223456789", strict=True))
_WORDS = "zero one two three four five six seven eight nine ten eleven twelve".split()
_WEST = {
    "hundred": 2, "thousand": 3, "k": 3, "million": 6, "millions": 6, "mln": 6, "mn": 6, "m": 6,
    "billion": 9, "billions": 9, "bln": 9, "bn": 9, "b": 9, "trillion": 12, "trillions": 12,
    "trn": 12, "tn": 12, "t": 12, "crore": 7, "lakh": 5,
}  # fmt: skip
_DOLLARS = "USD CAD AUD NZD SGD HKD TWD"
_CURRENCIES = {
    "us$": "USD", "c$": "CAD", "ca$": "CAD", "a$": "AUD", "au$": "AUD", "nz$": "NZD", "s$": "SGD",
    "hk$": "HKD", "nt$": "TWD", "r$": "BRL", "$": _DOLLARS + " MXN", "€": "EUR", "£": "GBP",
    "¥": "JPY CNY", "₩": "KRW", "₹": "INR", "usd": "USD", "eur": "EUR", "gbp": "GBP", "jpy": "JPY",
    "krw": "KRW", "cny": "CNY", "rmb": "CNY", "chf": "CHF", "twd": "TWD", "hkd": "HKD",
    "us dollars": "USD", "u.s. dollars": "USD", "us dollar": "USD", "dollars": _DOLLARS,
    "dollar": _DOLLARS, "euros": "EUR", "euro": "EUR", "pounds": "GBP EGP LBP SYP SDG SSP",
    "sterling": "GBP", "pound": "GBP EGP LBP SYP SDG SSP", "yen": "JPY", "won": "KRW KPW",
    "yuan": "CNY", "renminbi": "CNY", "rupees": "INR PKR LKR NPR MUR IDR",
    "dirhams": "AED MAD", "riyals": "SAR QAR YER OMR IRR", "francs": "CHF XOF XAF",
    "미국달러": "USD", "미달러": "USD", "달러": _DOLLARS, "유로": "EUR", "파운드": "GBP EGP",
    "위안": "CNY", "위안화": "CNY", "엔": "JPY", "엔화": "JPY", "원": "KRW KPW",
    "美元": "USD", "美金": "USD", "欧元": "EUR", "歐元": "EUR", "英镑": "GBP", "日元": "JPY",
    "韩元": "KRW", "韓元": "KRW", "人民币": "CNY", "港元": "HKD", "新台币": "TWD", "ドル": _DOLLARS,
    "미국 달러": "USD", "캐나다 달러": "CAD", "호주 달러": "AUD", "홍콩 달러": "HKD",
    "대만달러": "TWD", "싱가포르 달러": "SGD", "불": "USD", "스위스프랑": "CHF",
    "스위스 프랑": "CHF", "루피": "INR PKR LKR IDR", "台湾ドル": "TWD", "香港ドル": "HKD",
    "加元": "CAD", "澳元": "AUD", "港币": "HKD", "bucks": "USD", "canadian dollars": "CAD",
    "australian dollars": "AUD", "hong kong dollars": "HKD",
    "ユーロ": "EUR", "ポンド": "GBP", "ウォン": "KRW", "人民元": "CNY", "円": "JPY",
    "元": "CNY TWD HKD",
}  # fmt: skip
# A word and the bounds that it may stand for.
_BOUNDS = {
    "at least": "at_least", "no less than": "at_least", "minimum": "at_least", "이상": "at_least",
    "최소": "at_least", "以上": "at_least", "至少": "at_least", "more than": "more_than",
    "over": "more_than", "above": "more_than", "exceed": "more_than", "exceeds": "more_than",
    "exceeding": "more_than", ">": "more_than", "초과": "more_than", "을 넘는": "more_than",
    "이 넘는": "more_than", "를 넘는": "more_than", "가 넘는": "more_than", "超": "more_than",
    "up to": "at_most", "as much as": "at_most", "at most": "at_most", "no more than": "at_most",
    "超过": "more_than", "를 넘": "more_than", "을 넘": "more_than", "을 초과": "more_than",
    "를 초과": "more_than", "을 돌파": "more_than", "여": "about more_than at_least",
    "余": "about more_than at_least", "상당": "about exact", "수준": "about exact",
    "前後": "about", "ほど": "about",
    "최대": "at_most", "이하": "at_most", "以下": "at_most", "最大": "at_most", "最多": "at_most",
    "less than": "less_than", "under": "less_than", "below": "less_than", "미만": "less_than",
    "about": "about", "around": "about", "roughly": "about", "approximately": "about",
    "some": "about", "약": "about", "가량": "about", "정도": "about", "안팎": "about",
    "내외": "about", "규모": "about", "约": "about", "約": "about", "nearly": "about less_than",
    "almost": "about less_than", "close to": "about less_than",
}  # fmt: skip
_INNER = ("여", "余")
_JOINTS = set("- ~ ∼ ∽ 至 到 から – — 〜 to and between from 에서".split())


def _longest_first(words: Mapping[str, object] | set[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


_TOKEN = re.compile(
    rf"(?P<number>\d+(?:[.,]\d+)*|[{''.join(_HAN_DIGITS)}]|\b(?:{_longest_first(set(_WORDS))})\b)"
    rf"|(?P<bound>{_longest_first(_BOUNDS)})|(?P<currency>{_longest_first(_CURRENCIES)})"
    rf"|(?P<myriad>[{''.join(_EAST_MYRIADS)}])|(?P<east>[{''.join(_EAST)}])"
    rf"|(?P<joint>{_longest_first(_JOINTS)})|(?P<west>{_longest_first(_WEST)})"
    r"|(?P<band>대)|(?P<rest>\S)"
)
_WORD = re.compile(r"[a-z]")


def answer(
    surface: str, amounts: Amounts, currency: str | None, bound: str, *, is_named: bool = True
) -> Answer:
    """Return what a surface says of an amount with ``low``, ``high`` and ``point``.

    ``is_named`` says that the currency is claimed to stand in the surface itself.
    """
    tokens = _tokens(surface)
    if tokens is None:
        return Answer.UNCONFIRMED
    kinds = [kind for kind, _ in tokens]
    words = {word for kind, word in tokens if kind == "bound"}
    figures = list(_figures(tokens))
    named = [set(_CURRENCIES[word].split()) for kind, word in tokens if kind == "currency"]
    # A bare figure has its scale and currency from elsewhere, such as the head of a table.
    if not all(figures) or not figures or len(words) > 1 or not named or currency is None:
        return Answer.UNCONFIRMED
    if is_named and not any(currency in codes for codes in named):
        return Answer.DIFFERENT
    told = {name: value for name, value in amounts.items() if value is not None}
    if len(figures) == 2 and "joint" in kinds and not words:
        return _range(figures, told, bound)
    if len(figures) > 1 or "joint" in kinds:
        return Answer.UNCONFIRMED
    if "band" in kinds:
        return Answer.UNCONFIRMED if words else _band(figures[0], told, bound)
    allowed = set(_BOUNDS[words.pop()].split()) if words else {"exact"}
    # A bound word may stand elsewhere in the sentence: the figure must hold all the same.
    if any(value not in figures[0] for value in told.values()):
        return Answer.DIFFERENT
    is_told = bound in allowed and set(told) == _FORMS[bound]
    return Answer.CONFIRMED if is_told else Answer.UNCONFIRMED


_FORMS = {
    "exact": {"low", "high", "point"},
    "at_least": {"low", "point"},
    "more_than": {"low", "point"},
    "at_most": {"high", "point"},
    "less_than": {"high", "point"},
    "about": {"point"},
}


def _tokens(surface: str) -> list[tuple[str, str]] | None:
    """Return the words of a surface by kind, or None where one of them is not known."""
    text = unicodedata.normalize("NFKC", surface).lower()
    found, end = [], 0
    for match in _TOKEN.finditer(text):
        kind, word = str(match.lastgroup), match.group()
        is_cut = bool(
            _WORD.match(word)
            and (_WORD.match(text[match.end() :]) or _WORD.match(text[: match.start()][-1:]))
        )
        if kind == "rest" or text[end : match.start()].strip() or is_cut:
            return None
        found.append((kind, word))
        end = match.end()
    return found


def _figures(tokens: list[tuple[str, str]]) -> Iterator[set[Decimal]]:
    """Yield the values that each figure may have; scales follow their number."""
    run: list[tuple[str, str]] = []
    for kind, word in [*tokens, ("end", "")]:
        if kind in ("number", "myriad", "east", "west"):
            run.append((kind, word))
        # "About" stands within 1억5천여만.
        elif run and word not in _INNER:
            yield _values(run)
            run = []


def _values(run: list[tuple[str, str]]) -> set[Decimal]:
    """Return the values of one figure; a point or comma before three digits may be either."""
    west = [word for kind, word in run if kind == "west"]
    if west:
        plain = [word for kind, word in run if kind == "number"]
        if run[0][0] != "number" or len(plain) != 1 or len(west) != len(run) - 1:
            return set()
        scale = sum(_WEST[word] for word in west)
        return {number.scaleb(scale) for number in _numbers(plain[0])}
    if [kind for kind, _ in run] == ["number"]:
        return _numbers(run[0][1])
    return _eastern(run)


def _eastern(run: list[tuple[str, str]]) -> set[Decimal]:
    """Return what 3천200억 or 千二百億 may be; a scale without a number before it is one of it."""
    nothing, one = {Decimal(0)}, {Decimal(1)}
    total, part, pending, before = nothing, nothing, nothing, "start"
    for kind, word in run:
        if kind == before and kind in ("number", "myriad"):
            return set()
        if kind == "number":
            pending = _numbers(word)
        elif kind == "east":
            times = pending if before == "number" else one
            part = {p + n.scaleb(_EAST[word]) for p in part for n in times}
        else:
            times = {p + n for p in part for n in pending} if before != "start" else one
            total = {t + w.scaleb(_EAST_MYRIADS[word]) for t in total for w in times}
            part = nothing
        pending = pending if kind == "number" else nothing
        before = kind
    return {t + p + n for t in total for p in part for n in pending}


def _numbers(text: str) -> set[Decimal]:
    if text in _WORDS:
        return {Decimal(_WORDS.index(text))}
    text = _HAN_DIGITS.get(text, text)
    readings = set()
    if re.fullmatch(r"\d{1,3}(,\d{3})*(\.\d+)?|\d+(\.\d+)?", text):
        readings.add(Decimal(text.replace(",", "")))
    if re.fullmatch(r"\d{1,3}(\.\d{3})*(,\d+)?|\d+(,\d+)?", text):
        readings.add(Decimal(text.replace(".", "").replace(",", ".")))
    return readings


def _range(figures: list[set[Decimal]], told: Amounts, bound: str) -> Answer:
    if bound != "range" or set(told) != {"low", "high"}:
        return Answer.UNCONFIRMED
    low, high = told["low"], told["high"]
    assert low is not None
    if high not in figures[1]:
        return Answer.DIFFERENT
    # In "3 to 4 trillion" the scale of the second is the first one's too.
    same = {low.scaleb(-power) for power in range(25)} & figures[0]
    return Answer.CONFIRMED if same else Answer.DIFFERENT


def _band(figure: set[Decimal], told: Amounts, bound: str) -> Answer:
    """Return the answer to "in the 600 billions": from the figure to the next of its last digit."""
    if bound != "range" or set(told) != {"low", "high"}:
        return Answer.UNCONFIRMED
    low, high = told["low"], told["high"]
    assert low is not None and high is not None
    step = (high - low).normalize()
    if low not in figure:
        return Answer.DIFFERENT
    return Answer.CONFIRMED if step.as_tuple().digits == (1,) and step <= low else Answer.DIFFERENT
