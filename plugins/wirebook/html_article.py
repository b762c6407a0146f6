"""The article of an HTML page: headline and main text, each character mapped to its bytes."""

from __future__ import annotations

from wirebook.article import Article, ArticleError
from wirebook.encoding import Decoded


def read(
    page: Decoded, *, address: str | None = None, timezone: str | None = None, fast: bool = False
) -> Article:
    """Return the article of a page. Raises ArticleError when it holds none."""
    raise ArticleError("HTML pages are not read yet")
