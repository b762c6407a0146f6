"""``python -m wirebook.teaching``: build the weights that the package ships, from corpus/."""

from __future__ import annotations

import sys
from pathlib import Path

from wirebook.reading.claims import weights
from wirebook.teaching.corpus import load
from wirebook.teaching.lessons import lessons
from wirebook.teaching.sentences import load_sentences
from wirebook.teaching.train import train


def main(folder: Path, sentences: Path, target: Path) -> int:
    """Teach from the articles of a folder and write the weights."""
    articles = load(folder / "source") + load_sentences(sentences)
    taught = train(lessons(articles))
    weights.save(target, taught)
    print(
        f"{len(articles)} articles; {len(taught.context)} features, {target.stat().st_size:,} bytes;"
        f" confidence from {taught.threshold} is right in nine of ten"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main(Path("corpus"), Path("tests/cases"), weights.PATH))
