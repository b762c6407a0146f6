"""Which lines of a page are its article: two extractors, and when each is asked.

Trafilatura is the main one, resiliparse the fast lane of sources where it is as good. Either gives
text without places; the lines are then found again in the page (:mod:`wirebook.pages.lines`), and
the page's block tags mend what the main one joined or lost (:mod:`wirebook.pages.blocks`).
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from wirebook.pages.article import ArticleError
from wirebook.pages.blocks import cut, depth
from wirebook.pages.lines import LEAST_CHARS, Line, locate, size
from wirebook.pages.source import Stream

if TYPE_CHECKING:
    from lxml.html import HtmlElement, HTMLParser

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
    runs = cut(source, stream)

    def ask(text: str) -> list[Line]:
        return runs.split(locate(stream, text, body))

    tree = _tree(source)
    chosen = ask(_careful(tree))
    little = min(_LITTLE_PROSE, runs.all_prose() // 3)
    for is_careful in (True, False):
        if chosen and runs.prose(chosen) >= little:
            break
        found = ask(_compared(tree, is_careful))
        if not chosen or runs.prose(found) > 2 * runs.prose(chosen):
            chosen = found
    if size(runs.without_links(chosen)) >= LEAST_CHARS:
        return runs.restored(chosen), "trafilatura"
    found = ask(_fast(source))
    return found if runs.prose(found) >= LEAST_CHARS else [], "resiliparse"


def fast(source: str, stream: Stream, body: int) -> tuple[list[Line], str]:
    """Return the lines that resiliparse chooses, and its name; arguments as in :func:`main`."""
    return locate(stream, _fast(source), body), "resiliparse"


def _careful(tree: HtmlElement | None) -> str:
    return _trafilatura(tree, is_careful=True, compares=False)


def _compared(tree: HtmlElement | None, is_careful: bool) -> str:
    return _trafilatura(tree, is_careful=is_careful, compares=True)


def _trafilatura(tree: HtmlElement | None, *, is_careful: bool, compares: bool) -> str:
    if tree is None:
        return ""
    # Imported here: it costs half a second, and the fast lane does not need it.
    import trafilatura

    try:
        found = trafilatura.bare_extraction(
            tree,
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


def _tree(source: str) -> HtmlElement | None:
    """Return a page as the extractor would parse it; None for what it does not take for HTML."""
    from lxml import etree, html
    from trafilatura.utils import is_dubious_html, repair_faulty_html

    beginning = source[:50].lower()
    page = repair_faulty_html(source, beginning).encode("utf-8", "replace")
    try:
        tree = html.fromstring(page, parser=_parser())
    except etree.LxmlError:
        return None
    return None if len(tree) < 2 and is_dubious_html(beginning) else tree


@cache
def _parser() -> HTMLParser:
    """Return a parser like the extractor's own, with one class for every element.

    The extractor's asks Python code for a class whenever it meets an element: a tenth of its time.
    """
    from lxml import etree, html

    parser = html.HTMLParser(
        collect_ids=False,
        default_doctype=False,
        encoding="utf-8",
        remove_comments=True,
        remove_pis=True,
    )
    parser.set_element_class_lookup(etree.ElementDefaultClassLookup(element=html.HtmlElement))
    return parser


def _fast(source: str) -> str:
    # Counting is cheap, and few pages have so many tags that they could nest that deep.
    if source.count("<") > 2 * _DEEPEST and depth(source) > _DEEPEST:
        return ""
    from resiliparse.extract.html2text import extract_plain_text

    # Readers' comments are not the article, and what stands about it is read elsewhere.
    text: str = extract_plain_text(
        _encodable(source),
        main_content=True,
        alt_texts=False,
        list_bullets=False,
        comments=False,
        post_meta=False,
    )
    return text


def _encodable(source: str) -> str:
    try:
        source.encode()
    except UnicodeEncodeError:
        return source.encode("utf-8", "replace").decode()
    return source
