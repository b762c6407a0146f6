"""Every path and environment variable, in one place.

===========================  =============================================================
``WIREBOOK_SOURCES``         the sources file (default ``dags/sources.yaml``)
``WIREBOOK_HOME``            where the state lives (default ``var/<name of the sources file>``)
``WIREBOOK_SEEDS``           the folder of seed lists (default ``dbt_project/seeds``)
``WIREBOOK_PROJECT``         the project root, where an installed copy is not beside it
``WIREBOOK_ROOTS``           folders, separated as in PATH, where lists of addresses may lie too
``WIREBOOK_CONTACT``         an address or mailbox that the User-Agent names, for sites to reach us
``WIREBOOK_POSTGRES``        the database of ``wirebook export postgres``, as libpq takes it
``WIREBOOK_PUBLISHED_MODE``  who may open ``published/``, as for chmod (default ``0750``)
===========================  =============================================================

Everything else that a run writes is its user's alone (:func:`private_files`).
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path

import yaml

_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")


def project_root() -> Path:
    """Return the folder that holds dags/, dbt_project/ and expectations/."""
    given = os.environ.get("WIREBOOK_PROJECT")
    return Path(given) if given else Path(__file__).resolve().parents[2]


def dbt_project_dir() -> Path:
    """Return the dbt project's folder."""
    return project_root() / "dbt_project"


def suites_dir() -> Path:
    """Return the folder of expectation suites."""
    return project_root() / "expectations"


def seeds_dir() -> Path:
    """Return the folder of seed lists, which the reader and dbt share."""
    given = os.environ.get("WIREBOOK_SEEDS")
    return Path(given) if given else dbt_project_dir() / "seeds"


def sources_file() -> Path:
    """Return the sources file in force."""
    given = os.environ.get("WIREBOOK_SOURCES")
    return Path(given) if given else project_root() / "dags" / "sources.yaml"


def allowed_roots() -> tuple[Path, ...]:
    """Return the folders beside the sources file's own that lists of addresses may lie in."""
    given = os.environ.get("WIREBOOK_ROOTS", "")
    return tuple(Path(part) for part in given.split(os.pathsep) if part)


def private_files() -> None:
    """Let the files that this process makes be its user's alone: state, passwords, databases."""
    os.umask(0o077)


def published_mode() -> int:
    """Return the mode of the published folders; files have it without the right to enter.

    Raises ValueError for what is no mode, or one that would lock ourselves out.
    """
    given = os.environ.get("WIREBOOK_PUBLISHED_MODE", "0750")
    try:
        mode = int(given, 8)
    except ValueError:
        mode = -1
    if not 0o700 <= mode <= 0o777:
        raise ValueError(f"WIREBOOK_PUBLISHED_MODE is {given!r}; allowed: 0700 to 0777, in octal")
    return mode


def state_name(sources: Path) -> str:
    """Return the ``name`` of a sources file, which names its state.

    Raises ValueError when the file has none or it could not be a folder's name.
    """
    with sources.open(encoding="utf-8") as stream:
        document = yaml.safe_load(stream)
    name = document.get("name") if isinstance(document, dict) else None
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        raise ValueError(
            f"{sources.name}: 'name', which names the state, must be of a-z, 0-9, - and _"
        )
    return name


# In a state: the path of the sources file that it was last run with.
_SOURCES = "SOURCES"


@dataclass(frozen=True, slots=True)
class StatePaths:
    """The folders of one state: everything that a run writes lies below ``home``.

    Raises ValueError where DuckDB could not open a file there: it takes ``?`` for the start of its
    own options and ``*`` for any name, in every path and with no way to say otherwise.
    """

    home: Path

    def __post_init__(self) -> None:
        if {"?", "*"} & set(str(self.home)):
            raise ValueError(
                f"DuckDB can keep no file below a folder with ? or * in its name: {self.home}"
                " (WIREBOOK_HOME may name another place)"
            )

    @classmethod
    def for_sources(cls, sources: Path | str) -> StatePaths:
        """Return the state that belongs to a sources file; ``WIREBOOK_HOME`` overrides."""
        given = os.environ.get("WIREBOOK_HOME")
        if given:
            return cls(Path(given).resolve())
        return cls(project_root() / "var" / state_name(Path(sources)))

    @classmethod
    def last(cls) -> StatePaths:
        """Return the state of the last run, else that of the sources file in force."""
        if "WIREBOOK_HOME" not in os.environ and "WIREBOOK_SOURCES" not in os.environ:
            pointer = project_root() / "var" / "LAST"
            if pointer.is_file():
                return cls(project_root() / "var" / pointer.read_text(encoding="utf-8").strip())
        return cls.for_sources(sources_file())

    def remember_as_last(self, sources: Path) -> None:
        """Make this the state that commands use when none is named, with its sources file."""
        if self.home.parent == project_root() / "var":
            self.home.mkdir(parents=True, exist_ok=True)
            (self.home / _SOURCES).write_text(f"{sources.resolve()}\n", encoding="utf-8")
            (self.home.parent / "LAST").write_text(self.home.name + "\n", encoding="utf-8")

    def sources_file(self) -> Path:
        """Return the sources file that this state was last run with, else the one in force.

        Raises ValueError when neither is there or belongs to this state.
        """
        remembered = self.home / _SOURCES
        if remembered.is_file():
            file = Path(remembered.read_text(encoding="utf-8").removesuffix("\n"))
            if file.is_file() and StatePaths.for_sources(file) == self:
                return file
        file = sources_file()
        if not file.is_file() or StatePaths.for_sources(file) != self:
            raise ValueError(
                f"the sources file of state {self.home.name!r} is not known: name it with --sources"
            )
        return file

    @property
    def archive(self) -> Path:
        """Raw bytes as WARC records."""
        return self.home / "archive"

    @property
    def landing(self) -> Path:
        """What the reader said, and the rates, as Parquet."""
        return self.home / "landing"

    @property
    def build(self) -> Path:
        """dbt's working files and the candidate."""
        return self.home / "build"

    @property
    def published(self) -> Path:
        """What consumers open."""
        return self.home / "published"

    def ensure_published(self) -> None:
        """Make the published folder, as open as the setting says, and the way to it no wider."""
        mode = published_mode()
        versions = self.published / "versions"
        versions.mkdir(parents=True, exist_ok=True)
        for folder in (versions, self.published):
            folder.chmod(mode)
        ours = (self.home, self.home.parent) if self.home.parent.name == "var" else (self.home,)
        for folder in ours:
            if folder.stat().st_uid == os.getuid():  # a mounted volume may be another's
                folder.chmod(0o700 | mode & 0o011)

    @property
    def ops(self) -> Path:
        """Outcomes, checks, costs and quarantine, as written by the tasks."""
        return self.home / "ops"

    @property
    def airflow(self) -> Path:
        """Airflow's own home in the embedded run."""
        return self.home / "airflow"
