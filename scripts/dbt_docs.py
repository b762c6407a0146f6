"""dbt's documentation of every table as a local site: what ``make docs`` runs.

    dbt_docs.py SOURCES

Uses the build file of the last run on that sources file.
"""

from __future__ import annotations

import sys
from pathlib import Path

from wirebook.settings import StatePaths
from wirebook.warehouse.build import build_file, write_docs


def main(sources_file: Path) -> int:
    """Write the site below the state and say where it is; return the exit code."""
    state = StatePaths.for_sources(sources_file)
    if not build_file(state).is_file():
        print(f"nothing was built yet: make run SOURCES={sources_file}", file=sys.stderr)
        return 2
    print(write_docs(state))
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]).resolve()))
