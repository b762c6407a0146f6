"""The version of the reader: a hash of all that decides what a landing row says."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path

from wirebook import settings


@lru_cache(maxsize=4)
def reader_version(seeds: Path | None = None) -> str:
    """Return the reader's version: a hash of its code, lexicons and the seed lists it loads.

    A landing partition that carries another version is read again from the archive.
    """
    digest = hashlib.sha256()
    package = Path(__file__).resolve().parent
    listed = [*package.rglob("*.py"), *package.rglob("*.yaml"), package.parent / "article.py"]
    lists = [(seeds or settings.seeds_dir()) / f"{n}.csv" for n in ("entities", "entity_aliases")]
    for path in [*sorted(listed), *lists]:
        if path.is_file():
            digest.update(path.name.encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]
