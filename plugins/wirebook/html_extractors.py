"""Which lines of a page are its article: two extractors, and when each is asked.

Trafilatura is the main one, resiliparse the fast lane of sources where it is as good. Either gives
text without places; the lines are then found again in the page (:mod:`wirebook.html_lines`), and
the page's block tags mend what the main one joined or lost (:mod:`wirebook.html_runs`).
"""

from __future__ import annotations

from wirebook import html_lines, html_runs
from wirebook.article import ArticleError
from wirebook.html_lines import Line
from wirebook.html_source import Stream

LEAST_CHARS = 40
_LITTLE_PROSE = 1_000
# The fast extractor's time grows with the square of this; no page for readers comes near it.
_DEEPEST = 1_000


def main(source: str, stream: Stream, body: int) -> tuple[list[Line], str]:
    """Return the lines of the main text and the name of the extractor that chose them.

    Trafilatura's careful rules go first; comparing them with other algorithms takes as long again.
    That, and then its less careful rules, are asked only where little prose was found, less than a
    third of the page's, and taken only where they find more than twice as much. ``body`` is where
    in the stream the body begins. Raises ArticleError when the extractor fails.
    """
    runs = html_runs.cut(source, stream)

    def ask(text: str) -> list[Line]:
        return runs.split(html_lines.locate(stream, text, body))

    chosen = ask(_careful(source))
    little = min(_LITTLE_PROSE, runs.all_prose() // 3)
    for is_careful in (True, False):
        if chosen and runs.prose(chosen) >= little:
            break
        found = ask(_compared(source, is_careful))
        if not chosen or runs.prose(found) > 2 * runs.prose(chosen):
            chosen = found
    if html_lines.size(runs.without_links(chosen)) >= LEAST_CHARS:
        return runs.restored(chosen), "trafilatura"
    found = ask(_fast(source))
    return found if runs.prose(found) >= LEAST_CHARS else [], "resiliparse"


def fast(source: str, stream: Stream, body: int) -> tuple[list[Line], str]:
    """Return the lines that resiliparse chooses, and its name; arguments as in :func:`main`."""
    return html_lines.locate(stream, _fast(source), body), "resiliparse"


def _careful(source: str) -> str:
    return _trafilatura(source, is_careful=True, compares=False)


def _compared(source: str, is_careful: bool) -> str:
    return _trafilatura(source, is_careful=is_careful, compares=True)


def _trafilatura(source: str, *, is_careful: bool, compares: bool) -> str:
    # Imported here: it costs half a second, and the fast lane does not need it.
    import trafilatura

    try:
        found = trafilatura.bare_extraction(
            _encodable(source),
            fast=not compares,
            favor_precision=is_careful,
            include_comments=False,
            include_tables=True,
            deduplicate=False,
        )
    # The extractor's own failures on hostile trees are of any kind; the page is then without text.
    except Exception as error:
        raise ArticleError(f"the extractor failed: {type(error).__name__}") from error
    return "" if found is None or isinstance(found, dict) else found.text or ""


def _fast(source: str) -> str:
    # Counting is cheap, and few pages have so many tags that they could nest that deep.
    if source.count("<") > 2 * _DEEPEST and html_runs.depth(source) > _DEEPEST:
        return ""
    from resiliparse.extract.html2text import extract_plain_text

    text: str = extract_plain_text(
        _encodable(source), main_content=True, alt_texts=False, list_bullets=False, links=False
    )
    return text


def _encodable(source: str) -> str:
    return source.encode("utf-8", "replace").decode("utf-8")
