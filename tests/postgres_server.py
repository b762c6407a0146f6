"""A Postgres server of a test's own: the installed one, in a folder, on a socket, on no port.

Where none is installed the tests that need one are skipped and say so; under CI they fail.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

# Debian keeps the server's programs off the path.
_DEBIAN = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
_PATH = os.pathsep.join([os.environ.get("PATH", ""), *map(str, _DEBIAN)])
INITDB = shutil.which("initdb", path=_PATH)
POSTGRES = shutil.which("postgres", path=_PATH)
NOBODY = 65534


@contextmanager
def running() -> Iterator[str]:
    """Run a server while the block does; yield its address, of a user who may do anything."""
    if INITDB is None or POSTGRES is None:
        if os.environ.get("CI"):
            pytest.fail("no Postgres server is here: .ci/run installs one")
        pytest.skip("no Postgres server is here: nothing is exported")
    # A socket's path must be short, and the server runs as nobody where we are root.
    home = Path(tempfile.mkdtemp(prefix="pg-"))
    try:
        with _server(home, INITDB, POSTGRES) as address:
            yield address
    finally:
        shutil.rmtree(home, ignore_errors=True)


@contextmanager
def _server(home: Path, initdb: str, postgres: str) -> Iterator[str]:
    who: dict[str, object] = {"cwd": "/"}
    if os.geteuid() == 0:
        os.chown(home, NOBODY, NOBODY)
        who |= {"user": NOBODY, "group": NOBODY, "extra_groups": []}
    data, log = home / "data", home / "log"
    made = [initdb, "-D", data, "-A", "trust", "-U", "owner", "-E", "UTF8", "--locale=C"]
    subprocess.run([*made, "--no-sync"], check=True, capture_output=True, **who)  # type: ignore[call-overload]
    settings = ("fsync=off", f"unix_socket_directories={home}", "listen_addresses=")
    options = [word for setting in settings for word in ("-c", setting)]
    with log.open("wb") as sink:
        server = subprocess.Popen([postgres, "-D", data, *options], stdout=sink, stderr=sink, **who)  # type: ignore[call-overload]
    try:
        address = f"host={home} user=owner dbname=postgres"
        _wait(server, address, log)
        yield address
    finally:
        server.terminate()
        server.wait()


def _wait(server: subprocess.Popen[bytes], address: str, log: Path) -> None:
    import psycopg2

    for _ in range(600):
        if server.poll() is not None:
            break
        try:
            psycopg2.connect(address).close()
            return
        except psycopg2.OperationalError:
            time.sleep(0.1)
    pytest.fail(f"Postgres did not start: {log.read_text('utf-8', 'replace')[-2000:]}")
