"""Texts that a regular expression fragment matches: what an entry of a lexicon is there for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice, product
from re import _constants as code  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

_MOST = 64


def examples(fragment: str) -> list[str]:
    """Return texts that a fragment matches, one for each of its alternatives as far as 64 go.

    What must follow (``(?=...)``) stands behind; places (``^``, ``\\b``) are left out.
    """
    parsed = parser.parse(fragment)
    return list(dict.fromkeys(islice(_texts(parsed), _MOST)))


def _texts(nodes: Iterable[Any]) -> Iterator[str]:
    choices = [list(islice(_of(op, argument), _MOST)) for op, argument in nodes]
    return ("".join(parts) for parts in product(*choices))


def _of(op: Any, argument: Any) -> Iterator[str]:  # noqa: C901  # the parser's cases, one a branch
    if op is code.LITERAL:
        yield chr(argument)
    elif op is code.NOT_LITERAL:
        yield "가" if argument != ord("가") else "나"
    elif op is code.ANY:
        yield "가"
    elif op is code.IN:
        yield from _of_set(argument)
    elif op is code.BRANCH:
        for branch in argument[1]:
            yield from _texts(branch)
    elif op is code.SUBPATTERN:
        yield from _texts(argument[3])
    elif op in (code.MAX_REPEAT, code.MIN_REPEAT):
        least, most, inner = argument
        yield from (text * max(least, 1) for text in _texts(inner) if most)
        if least == 0:
            yield ""
    elif op is code.ASSERT and argument[0] == 1:
        yield from _texts(argument[1])
    elif op in (code.AT, code.ASSERT, code.ASSERT_NOT):
        yield ""
    else:
        raise NotImplementedError(str(op))


def _of_set(members: Any) -> Iterator[str]:
    if members[0][0] is code.NEGATE:
        yield next(c for c in "가a7 ," if not any(_holds(*m, c) for m in members[1:]))
        return
    for op, argument in members:
        if op is code.LITERAL:
            yield chr(argument)
        elif op is code.RANGE:
            yield from (chr(argument[0]), chr(argument[1]))
        else:
            yield next(c for c in "가7 ," if _holds(op, argument, c))


def _holds(op: Any, argument: Any, char: str) -> bool:
    """Tell whether a member of a set holds a character."""
    if op is code.LITERAL:
        return char == chr(argument)
    if op is code.RANGE:
        return argument[0] <= ord(char) <= argument[1]
    name = str(argument).removeprefix("CATEGORY_")
    held = {"DIGIT": char.isdigit(), "SPACE": char.isspace(), "WORD": char.isalnum()}
    return not held[name[4:]] if name.startswith("NOT_") else held[name]
