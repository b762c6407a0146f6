"""Word F1 of extraction on saved pages, ours against the main extractor's own settings.

    python bench/words.py FOLDER...     each holds NAME.html and the words wanted of it, NAME.txt

Words are counted as a bag, punctuation aside; a page's score is the harmonic mean of the part of
the found words that is wanted and the part of the wanted words that is found, and a folder's the
mean over its pages. The headline is not counted unless the extractor put it into the body.
"""

from __future__ import annotations

import logging
import re
import statistics
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from wirebook.pages import extract as article
from wirebook.pages.article import ArticleError

_WORD = re.compile(r"\w+")


def _ours(raw: bytes, *, fast: bool) -> str:
    try:
        found = article.extract(raw, "text/html", fast=fast)
    except ArticleError:
        return ""
    return found.text[found.body_start :]


def _theirs(raw: bytes, **setting: bool) -> str:
    import trafilatura

    return trafilatura.extract(raw, include_comments=False, **setting) or ""


EXTRACTORS: dict[str, Callable[[bytes], str]] = {
    "ours": lambda raw: _ours(raw, fast=False),
    "ours, fast lane": lambda raw: _ours(raw, fast=True),
    "trafilatura": _theirs,
    "trafilatura, precision": lambda raw: _theirs(raw, favor_precision=True),
    "trafilatura, recall": lambda raw: _theirs(raw, favor_recall=True),
}


def f1(found: str, wanted: str) -> float:
    """Return the F1 of two texts' words, 0 where either has none."""
    ours, theirs = Counter(_WORD.findall(found)), Counter(_WORD.findall(wanted))
    return 2 * (ours & theirs).total() / max(1, ours.total() + theirs.total())


def main(folders: list[str]) -> int:
    """Print the mean F1 of each extractor on each folder."""
    logging.disable(logging.ERROR)
    for folder in folders:
        pages = [
            (path.read_bytes(), path.with_suffix(".txt").read_text("utf-8"))
            for path in sorted(Path(folder).glob("*.html"))
        ]
        if not pages:
            sys.exit(f"{folder} holds no .html files")
        print(f"{Path(folder).name}: {len(pages)} pages")
        for name, extract in EXTRACTORS.items():
            mean = statistics.mean(f1(extract(raw), wanted) for raw, wanted in pages)
            print(f"  {name:24s} {mean:.3f}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
