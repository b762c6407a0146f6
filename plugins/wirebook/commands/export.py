"""``wirebook export postgres``: the current version as a schema of a database."""

from __future__ import annotations

import os

from wirebook import release
from wirebook.operations import lock
from wirebook.settings import StatePaths
from wirebook.sources import SourcesFile

# Not an option: a password on a command line is in every list of processes.
ADDRESS = "WIREBOOK_POSTGRES"


class NotExported(Exception):
    """The version is not in the database; the message says why."""


def postgres(state: StatePaths, sources: SourcesFile) -> int:
    """Export the current version and print what the database holds. Raises NotExported."""
    from wirebook.published.postgres import READER, SCHEMA, PostgresError

    address = os.environ.get(ADDRESS, "").strip()
    if not address:
        raise NotExported(
            f"{ADDRESS} names no database: set it to an address such as"
            " postgresql://user@host/database, or to service=NAME"
        )
    with lock.hold(state, "wirebook export postgres"):
        try:
            exported = release.export_postgres(state, sources, address)
        except PostgresError as error:
            raise NotExported(str(error)) from error
    if exported.is_new:
        count = len(exported.rows)
        print(f"{exported.publish_id} is schema {SCHEMA}: {count} tables, role {READER} may read")
    else:
        print(f"{exported.publish_id} is schema {SCHEMA} already")
    for what, ids in (("kept beside it", exported.kept), ("still read", exported.in_use)):
        if ids:
            print(f"{what}: {', '.join(f'{SCHEMA}_{one}' for one in ids)}")
    return 0
