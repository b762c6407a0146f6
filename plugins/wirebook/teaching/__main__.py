"""``python -m wirebook.teaching``: build the weights that the package ships, from corpus/source."""

from __future__ import annotations

import sys
from pathlib import Path

from wirebook.reading.claims import weights
from wirebook.teaching.corpus import CorpusError, load
from wirebook.teaching.lessons import lessons
from wirebook.teaching.train import train


def main(folder: Path, target: Path) -> int:
    """Teach from the articles of a folder and write the weights; 1 if an article is wrong."""
    try:
        articles = load(folder)
    except CorpusError as error:
        print(error, file=sys.stderr)
        return 1
    taught = train(lessons(articles))
    weights.save(target, taught)
    size = target.stat().st_size
    print(f"{len(articles)} articles taught {len(taught.context)} features in {size:,} bytes")
    print(f"nine in ten claims of confidence {taught.threshold} and more are right: {taught.facts}")
    return 0


if __name__ == "__main__":
    chosen = Path(sys.argv[1]) if len(sys.argv) > 1 else Path("corpus/source")
    sys.exit(main(chosen, weights.PATH))
