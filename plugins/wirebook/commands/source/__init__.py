"""``wirebook source add | check``, ``wirebook init``: sources put into a file and looked at."""

from wirebook.commands.source.add import NotAdded, Wishes, add, init
from wirebook.commands.source.check import check

__all__ = ["NotAdded", "Wishes", "add", "check", "init"]
