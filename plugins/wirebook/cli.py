"""The commands: ``wirebook read`` and its kin. See the command contract in the README."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    parser = argparse.ArgumentParser(prog="wirebook", description="The money in the news wire.")
    commands = parser.add_subparsers(dest="command", required=True)
    read = commands.add_parser("read", help="read texts: JSON Lines in, JSON Lines out")
    read.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    read.add_argument("--only", default=None)
    arguments = parser.parse_args(argv)
    from wirebook.reading import stream

    only = None if arguments.only is None else stream.parse_only(arguments.only)
    return stream.run(sys.stdin.buffer, sys.stdout.buffer, arguments.workers, only)


if __name__ == "__main__":
    sys.exit(main())
