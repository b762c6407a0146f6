"""Read texts with one peer, inside the peer's own environment (started by bench/peers.py).

    python python_peers.py PEER SECONDS < texts.jsonl

Texts are ``{"lang", "text"}`` rows in turn by language. The first of each language warms up and is
not timed. Prints one JSON row: the characters read and the CPU seconds they took.
"""

from __future__ import annotations

import json
import re
import sys
import time
from collections.abc import Callable
from typing import Any

Read = Callable[[str, str], Any]

_SENTENCE = re.compile(r"(?<=[.!?])\s|\n")


def recognizers() -> Read:
    """Microsoft Recognizers-Text: currencies and percentages."""
    from recognizers_number import recognize_percentage
    from recognizers_number_with_unit import recognize_currency

    cultures = {"en": "en-us", "zh": "zh-cn"}

    def read(text: str, lang: str) -> Any:
        culture = cultures[lang]
        return recognize_currency(text, culture), recognize_percentage(text, culture)

    return read


def quantulum3() -> Read:
    """quantulum3: every quantity with its unit."""
    from quantulum3 import parser

    return lambda text, lang: parser.parse(text)


def price_parser() -> Read:
    """price-parser: the first price of a string, so it is given sentences."""
    from price_parser import Price

    return lambda text, lang: [Price.fromstring(part) for part in _SENTENCE.split(text)]


def pynormalizenumexp() -> Read:
    """pynormalizenumexp: numbers with counters, and times."""
    from pynormalizenumexp.normalize_numexp import NormalizeNumexp

    reader = NormalizeNumexp("ja")
    return lambda text, lang: reader.normalize(text)


def jionlp() -> Read:
    """JioNLP: amounts of money."""
    import jionlp

    return lambda text, lang: jionlp.ner.extract_money(text)


def cqe() -> Read:
    """CQE: every quantity with its unit, by a parse of the sentence."""
    from CQE import CQE

    reader = CQE.CQE()
    return lambda text, lang: reader.parse(text)


PEERS = {
    f.__name__: f for f in (recognizers, quantulum3, price_parser, pynormalizenumexp, jionlp, cqe)
}


def main() -> None:
    """Run from the command line."""
    read = PEERS[sys.argv[1]]()
    warm: set[str] = set()
    characters = failed = 0
    spent, allowed = 0.0, float(sys.argv[2])
    for line in sys.stdin.buffer:
        row = json.loads(line)
        began = time.process_time()
        try:
            read(row["text"], row["lang"])
        except Exception:  # noqa: BLE001 a peer may fail on a text; it is counted and shown
            failed += 1
        if row["lang"] not in warm:
            warm.add(row["lang"])
            continue
        spent += time.process_time() - began
        characters += len(row["text"])
        if spent > allowed:
            break
    sys.stdout.write(
        "\n" + json.dumps({"characters": characters, "seconds": spent, "failed": failed})
    )


if __name__ == "__main__":
    main()
