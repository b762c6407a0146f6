"""What a version is made of: a digest of every file, and of everything that it was made from.

The certificate stands in the version's ``manifest.json``. Published content is compared with it
before CURRENT moves, before a rollback, when a run begins and by ``wirebook doctor``; so a file
that was changed, cut or exchanged is named by its path and never served as what it was.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

from wirebook import settings
from wirebook.settings import StatePaths
from wirebook.whole_files import digest

MANIFEST = "manifest.json"


def of_files(folder: Path) -> dict[str, str]:
    """Return the digest of every file of a version but its manifest, by name.

    The pages for people stand in a folder of their own and follow the publication.
    """
    files = sorted(path for path in folder.iterdir() if path.is_file())
    return {path.name: digest(path) for path in files if path.name != MANIFEST}


def of_inputs(state: StatePaths) -> dict[str, str]:
    """Return one digest for each kind of thing that a version is made from.

    The archive's indexes, the landing's parts, the stored rates, the lists, the models of dbt, the
    expectations, and the lock of the installed packages.
    """
    root = settings.project_root()
    models = settings.dbt_project_dir()
    return {
        "archive": _of_all(state.archive, state.archive.glob("*/*/index.jsonl")),
        "landing": _of_all(state.landing, state.landing.glob("readings/**/part-*.parquet")),
        "rates": _of_all(state.landing, state.landing.glob("fx/*")),
        "seeds": _of_all(settings.seeds_dir(), settings.seeds_dir().glob("*.csv")),
        "models": _of_all(models, [*models.glob("m*/**/*.*"), models / "dbt_project.yml"]),
        "expectations": _of_all(settings.suites_dir(), settings.suites_dir().glob("*.yaml")),
        "lock": _of_all(root, [root / "requirements.lock"]),
    }


def of_packages() -> dict[str, str]:
    """Return the versions of the packages that make a version's rows and files."""
    return {name: version(name) for name in ("dbt-core", "dbt-duckdb", "duckdb", "wirebook")}


def _of_all(folder: Path, files: Iterable[Path]) -> str:
    """Return one digest of files, by their names below a folder and what they hold."""
    found = hashlib.sha256()
    for path in sorted(path for path in files if path.is_file()):
        found.update(f"{path.relative_to(folder).as_posix()} {digest(path)}\n".encode())
    return found.hexdigest()


def certified(folder: Path) -> Mapping[str, str]:
    """Return the digests that a version's manifest gives its files, none before certificates were.

    Raises ValueError where the manifest cannot be read or is of another version.
    """
    try:
        raw = (folder / MANIFEST).read_bytes()
        manifest = json.loads(raw)
        found: Mapping[str, str] = manifest.get("files", {})
        told = manifest["publish_id"]
        if "sha256" in manifest and raw != sealed(manifest):
            raise ValueError("it is not what was written")
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"{folder.name}/{MANIFEST} cannot be read: {error}") from error
    if told != folder.name:
        raise ValueError(f"{folder.name}/{MANIFEST} is of {told}")
    return found


def sealed(manifest: Mapping[str, Any]) -> bytes:
    """Return a manifest as it is written: with a digest of all that it says."""
    said = {name: value for name, value in manifest.items() if name != "sha256"}
    text = json.dumps(said, indent=1)
    return (json.dumps({**said, "sha256": hashlib.sha256(text.encode()).hexdigest()}, indent=1)
            + "\n").encode()  # fmt: skip


def grounds(folder: Path) -> dict[str, Any]:
    """Return what a version's manifest says it was made from."""
    manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_bytes())
    names = ("inputs", "packages", "built_for", "steps")
    return {name: manifest[name] for name in names if name in manifest}


def damage(folder: Path) -> list[str]:
    """Return what is wrong with a version, a line each; none where it is what was certified.

    A version of before there were certificates has nothing to be compared with, and no damage.
    """
    try:
        told = certified(folder)
    except ValueError as error:
        return [str(error)]
    if not told:
        return []
    here = of_files(folder)
    wrong = [f"{folder.name}/{name} is not there" for name in sorted(told.keys() - here)]
    wrong += [f"{folder.name}/{name} is no part of it" for name in sorted(here.keys() - told)]
    return wrong + [
        f"{folder.name}/{name} is not what was published"
        for name in sorted(told.keys() & here)
        if told[name] != here[name]
    ]
