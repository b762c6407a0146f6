"""Sentences of our own and other names in given sentences, so that context counts and not the name.

A copy of a sentence gets other names of the same types (Dai and Adel 2020 call it mention
replacement); patterns of financial and political news are filled with names at random.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import yaml
from recogniser.lists import companies, places
from recogniser.sentences import UNKNOWN, Sentence
from wirebook.reading.lexicons import word_set
from wirebook.reading.names import gazetteer

PATTERNS = Path(__file__).resolve().parent / "patterns.yaml"
COPIED, PATTERN = "copied", "pattern"
_SLOT = re.compile(r"\{(PER|ORG|LOC|LAST|ROLE|DAY|NUMBER)\}")
_SYLLABLES = "민서지수현영은준우진호성경재희연정아윤도하원주선혜미상훈규태석용기철광인동시유나라예슬찬빈"
_SOUNDS = (
    "Min Seo Ji Soo Hyun Young Eun Jun Woo Jin Ho Sung Kyung Jae Hee Yeon Jung Ah Yoon Do Ha Won"
).split()
_CHINESE = (
    "Wei Xiaoming Jianguo Lihua Zhiqiang Yifan Haoran Meiling Guangchang Xin Jun Qiang Ping Hong"
    " Yan Zemin Keqiang Shufu Wenfeng Weidong Haifeng Zhengfei"
).split()
_CHINESE_FAMILIES = (
    "Wang Li Zhang Liu Chen Yang Zhao Huang Zhou Wu Xu Sun Zhu Ma Hu Guo Lin He Gao Liang Zheng Luo"
    " Song Xie Tang Han Cao Deng Feng Xiao Cheng Cai Peng Pan Yuan Dong Yu Su Ye Lu Wei Jiang Tian"
).split()
_JAPANESE = (
    "Kenji Hiroshi Takeshi Yuki Haruka Akira Naoko Shigeru Kazuo Masayoshi Fumio Shinzo Taro Sanae"
    " Yoshihide Haruhiko Kei Makoto Satoshi Daisuke"
).split()
_JAPANESE_FAMILIES = (
    "Sato Suzuki Takahashi Tanaka Watanabe Ito Yamamoto Nakamura Kobayashi Kato Yoshida Yamada"
    " Sasaki Yamaguchi Matsumoto Inoue Kimura Hayashi Shimizu Saito Mori Abe Ikeda Hashimoto Ueda"
).split()


@dataclass(frozen=True)
class Names:
    """Where names of each type come from."""

    person: Callable[[random.Random], str]
    organisations: Sequence[str]
    places: Sequence[str]

    def draw(self, kind: str, rng: random.Random) -> str:
        """Return a name of a type."""
        if kind == "PER":
            return self.person(rng)
        return rng.choice(self.organisations if kind == "ORG" else self.places)


def _person_en(rng: random.Random) -> str:
    given = sorted(word_set("en", "personal_names", "given"))
    family = sorted(word_set("en", "personal_names", "family"))
    korean = sorted(word_set("en", "names", "korean_family_names"))
    sounds = rng.sample(_SOUNDS, 2)
    return rng.choice(
        [
            f"{rng.choice(given)} {rng.choice(family)}",
            f"{rng.choice(given)} {rng.choice(family)}",
            f"{rng.choice(given)} {chr(rng.randrange(65, 91))}. {rng.choice(family)}",
            f"{rng.choice(korean)} {sounds[0]}-{sounds[1].lower()}",
            f"{rng.choice(korean)} {sounds[0]} {sounds[1]}",
            f"{rng.choice(_CHINESE_FAMILIES)} {rng.choice(_CHINESE)}",
            f"{rng.choice(_JAPANESE)} {rng.choice(_JAPANESE_FAMILIES)}",
        ]
    )


def english_names(listings: Path) -> Names:
    """Return English names: invented persons, listed companies, cities."""
    firms = [name for name in companies(listings) if re.fullmatch(r"[A-Z][\w&.' -]{2,32}", name)]
    firms += _known("ORG", re.compile(r"[A-Z][\w&.' -]{2,40}")) * 8
    cities = [name for name in places() if re.fullmatch(r"[A-Z][\w.' -]{2,24}", name)]
    return Names(_person_en, firms, cities + _known("LOC", re.compile(r"[A-Z][\w.' -]{2,24}")) * 4)


def _person_ko(rng: random.Random) -> str:
    family = sorted(word_set("ko", "names", "surnames"))
    common = "김이박최정강조윤장임한오서신권황안송류전홍고문양손배백허남심노하곽성차주우"
    first = rng.choice(family) if rng.random() < 0.2 else rng.choice(common)
    return first + "".join(rng.choice(_SYLLABLES) for _ in range(2))


def korean_names(sentences: Sequence[Sentence]) -> Names:
    """Return Korean names: invented persons, the sentences' own organisations and places."""
    return Names(_person_ko, _mentioned(sentences, "ORG"), _mentioned(sentences, "LOC"))


def _mentioned(sentences: Sequence[Sentence], kind: str) -> list[str]:
    return sorted(
        {
            sentence.text[start:end]
            for sentence in sentences
            for start, end, type_ in sentence.spans
            if type_ == kind and end - start > 1
        }
    )


def _known(kind: str, shape: re.Pattern[str]) -> list[str]:
    return sorted(
        {
            alias.text
            for aliases in gazetteer.load()._by_pattern.values()
            for alias in aliases
            if alias.known.type == kind
            and not alias.is_context_needed
            and len(alias.text) > 1
            and shape.fullmatch(alias.text)
        }
    )


def copies(
    sentences: Sequence[Sentence], names: Names, share: float, seed: int
) -> Iterator[Sentence]:
    """Yield copies of a share of the sentences in which most names are others."""
    rng = random.Random(seed)
    for sentence in sentences:
        if not sentence.spans or rng.random() >= share:
            continue
        chosen = [
            names.draw(kind, rng)
            if kind != UNKNOWN and end - start > 2 and rng.random() < 0.8
            else sentence.text[start:end]
            for start, end, kind in sentence.spans
        ]
        yield _with_names(sentence, chosen)


def _with_names(sentence: Sentence, chosen: Sequence[str]) -> Sentence:
    pieces: list[str] = []
    spans: list[tuple[int, int, str]] = []
    last = length = 0
    for (start, end, kind), name in zip(sentence.spans, chosen, strict=True):
        before = sentence.text[last:start]
        pieces += [before, name]
        length += len(before)
        spans.append((length, length + len(name), kind))
        length += len(name)
        last = end
    pieces.append(sentence.text[last:])
    return replace(sentence, text="".join(pieces), spans=tuple(spans), source=COPIED)


def patterns(lang: str, names: Names, count: int, seed: int) -> Iterator[Sentence]:
    """Yield sentences made of the patterns of a language, each pattern ``count`` times."""
    rng = random.Random(seed)
    written = yaml.safe_load(PATTERNS.read_text(encoding="utf-8"))[lang]
    for pattern in written["sentences"]:
        for _ in range(count):
            text = ""
            spans = []
            last = 0
            for slot in _SLOT.finditer(pattern):
                text += pattern[last : slot.start()]
                kind = slot.group(1)
                if kind in ("PER", "ORG", "LOC", "LAST"):
                    drawn = names.draw("PER" if kind == "LAST" else kind, rng)
                    drawn = drawn.split()[-1] if kind == "LAST" else drawn
                    spans.append((len(text), len(text) + len(drawn), kind.replace("LAST", "PER")))
                else:
                    drawn = str(rng.choice(written[kind.lower()]))
                text += drawn
                last = slot.end()
            yield Sentence(text + pattern[last:], tuple(spans), PATTERN)
