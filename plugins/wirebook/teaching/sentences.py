"""Single sentences with a few answers: the cases of the tests, taught beside whole articles.

They show one form each and fix what the conventions mean. Only what a case names is taught.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from wirebook.reading import languages
from wirebook.reading.amounts.money import read_money
from wirebook.reading.model import Money, as_json
from wirebook.teaching.corpus import Article

HAND = "sentences"
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_TAUGHT = ("fact_type", "subject", "modality")


def load_sentences(folder: Path) -> list[Article]:
    """Return the cases of ``claims.yaml`` and ``korean_claims.yaml`` as articles."""
    return [_article(n, *case) for n, case in enumerate(_cases(folder))]


def _cases(folder: Path) -> Iterator[tuple[str, str, dict[str, dict[str, Any]]]]:
    """Yield language, text, and what is said by words of the amount."""
    single = yaml.load((folder / "claims.yaml").read_text(encoding="utf-8"), Loader=_LOADER)
    for lang in (languages.ENGLISH, languages.KOREAN):
        for case in single[lang]:
            yield lang, case["text"], {case["amount"]: case["is"]}
    korean = (folder / "korean_claims.yaml").read_text(encoding="utf-8")
    for case in yaml.load(korean, Loader=_LOADER):
        said = {
            amount: dict(zip(_TAUGHT, says, strict=True)) for amount, says in case["claims"].items()
        }
        yield languages.KOREAN, case["text"], said


def _article(n: int, lang: str, text: str, said: dict[str, dict[str, Any]]) -> Article:
    money, _ = read_money(text, lang, None)
    claims = []
    for i, m in enumerate(money):
        answer = next((is_ for words, is_ in said.items() if words in m.surface), None)
        if answer is not None and answer.get("fact_type") is not None:
            claims.append(_claim(i, answer))
    row = {
        "id": f"{HAND}-{n}",
        "lang": lang,
        "genre": "sentence",
        "published_on": None,
        "text": text,
        "money": [_amount(m) for m in money],
        "claims": claims,
    }
    return Article(HAND, row)


def _amount(money: Money) -> dict[str, Any]:
    plain: dict[str, Any] = as_json(money)
    return plain


def _claim(i: int, answer: dict[str, Any]) -> dict[str, Any]:
    """Return an annotated claim; what the case does not say is None: not taught."""
    kind = answer["fact_type"]
    is_fact = kind != "other"
    named = is_fact and "subject" in answer
    return {
        "money": i,
        "fact": f"amount-{i}",
        "fact_type": kind,
        "subject": [answer["subject"]] if named and answer["subject"] else [] if named else None,
        "joint": [],
        "object": [],
        "parties": [],
        "modality": answer.get("modality") if is_fact else None,
        "measure": "level" if is_fact else None,
        "metric": None,
        "sign": None,
        "horizon_end": None,
        "part_of": None,
        "unsure": False,
    }
