"""Superset on the published version: what ``make bi`` runs.

    bi_up.py [--host ADDRESS] [--port N]

Takes the state of the last run. What Superset keeps is in its folder ``bi``, or where
``WIREBOOK_BI_HOME`` says: its database, a secret and the password of its one user, which is printed
last. With ``WIREBOOK_POSTGRES`` the charts ask that database, else the DuckDB file.
"""

from __future__ import annotations

import argparse
import os
import secrets
import subprocess
import sys
from pathlib import Path

import bi_bundle
from wirebook import settings, whole_files
from wirebook.published.connect import NothingPublished
from wirebook.settings import StatePaths, project_root

PORT = 8088
USER = "admin"
ENVIRONMENT = project_root() / "bi" / ".venv" / "bin"


def main(host: str, port: int) -> int:
    """Prepare Superset and serve it until it is ended; 1 where nothing is published."""
    settings.private_files()
    state = StatePaths.last()
    folder = home(state)
    try:
        environment = prepare(state, folder)
    except NothingPublished as error:
        print(error, file=sys.stderr)
        return 1
    password = folder / "password"
    # Not into a log: there it would stay.
    told = password.read_text(encoding="utf-8") if sys.stdout.isatty() else f"in {password}"
    print(f"http://localhost:{port}/dashboard/list/  user {USER}, password {told}")
    print("Ctrl-C ends it", flush=True)
    os.execve(ENVIRONMENT / "gunicorn", server(host, port), environment)


def home(state: StatePaths) -> Path:
    """Return the folder of what Superset keeps."""
    given = os.environ.get("WIREBOOK_BI_HOME")
    return Path(given) if given else state.home / "bi"


def prepare(state: StatePaths, folder: Path) -> dict[str, str]:
    """Bring what Superset keeps in a folder up to the state; return its environment."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for name, length in (("secret", 42), ("password", 16)):
        if not (folder / name).is_file():
            whole_files.write_text(folder / name, secrets.token_urlsafe(length), 0o700)
    environment = {
        **os.environ,
        "WIREBOOK_BI_HOME": str(folder),
        "SUPERSET_HOME": str(folder),
        "SUPERSET_CONFIG_PATH": str(project_root() / "bi" / "superset_config.py"),
        "FLASK_APP": "superset.app:create_app()",
        "SCARF_ANALYTICS": "false",
        "DO_NOT_TRACK": "1",
    }
    bundle = folder / "bundle.zip"
    try:
        bi_bundle.write(state, bundle, postgres())
        script = project_root() / "bi" / "provision.py"
        command = [ENVIRONMENT / "python", script, bundle, folder / "password"]
        log = folder / "provision.log"
        with log.open("w") as sink:
            done = subprocess.run(command, env=environment, stdout=sink, stderr=sink, check=False)
        if done.returncode:
            sys.exit(f"Superset could not be prepared: {log} says why")
    finally:
        bundle.unlink(missing_ok=True)  # it may name a password
    return environment


def postgres() -> str | None:
    """Return the SQLAlchemy address of the Postgres that versions are exported to, if any."""
    given = os.environ.get("WIREBOOK_POSTGRES", "").strip()
    if not given:
        return None
    from psycopg2.extensions import parse_dsn
    from sqlalchemy.engine import URL

    said = parse_dsn(given)
    named = {name: said.pop(name, None) for name in ("user", "password", "host", "port", "dbname")}
    url = URL.create(
        "postgresql+psycopg2",
        username=named["user"],
        password=named["password"],
        database=named["dbname"],
        query={**said, **{k: v for k, v in named.items() if k in ("host", "port") and v}},
    )
    return url.render_as_string(hide_password=False)


def server(host: str, port: int) -> list[str]:
    """Return the command that serves: one process, since DuckDB's files are opened within it."""
    bound = ["--bind", f"{host}:{port}", "--workers", "1", "--threads", "8", "--timeout", "120"]
    bound.append("--no-control-socket")
    return ["gunicorn", *bound, "superset.app:create_app()"]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=PORT)
    arguments = parser.parse_args()
    sys.exit(main(arguments.host, arguments.port))
