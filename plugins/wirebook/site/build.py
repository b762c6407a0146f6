"""From a published version to its site: pages, scripts and shards in the version's own folder.

::

    published/versions/<publish_id>/site/    index.html, facts.html, fact.html, ... data/, assets/
    published/site                           a link to the current version's

The site adds to a version and decides nothing: one that cannot be made is told and the marts stay
published (docs/decisions/0041).
"""

from __future__ import annotations

import base64
import hashlib
import os
import re
import shutil
from pathlib import Path

import duckdb
from jinja2 import Environment, PackageLoader, StrictUndefined, TemplateError

from wirebook import whole_files
from wirebook.published import versions
from wirebook.published.connect import NothingPublished, OlderVersion, connect
from wirebook.published.current import current, versions_dir
from wirebook.settings import StatePaths, published_mode
from wirebook.site import data

FOLDER = "site"
# The pages and what each loads beside the shards that every page has.
PAGES = {
    "index": ("meta", "today"),
    "facts": ("meta", "names"),
    "fact": ("meta",),
    "entity": ("meta",),
    "trust": ("meta", "trust"),
}
_WITH_CHARTS = frozenset({"facts", "entity"})
# What data, disk or our own mistake may bring; whatever it is, the marts are not at fault.
_FAULTS = (duckdb.Error, OSError, TemplateError, LookupError, TypeError, ValueError)
_HERE = Path(__file__).parent


class SiteError(Exception):
    """The site of the current version could not be made; the message says why."""


def build(state: StatePaths) -> Path:
    """Make the site of the current version anew and point ``published/site`` to it.

    Returns the path of its first page. Raises NothingPublished before the first publication, and
    SiteError when it cannot be made; what was there before then stays.
    """
    publish_id = current(state)
    if publish_id is None:
        raise NothingPublished("nothing is published yet: make run")
    version = versions_dir(state) / publish_id
    try:
        whole_files.remove_leftovers(version)
        with (
            connect(version / versions.DATABASE) as connection,
            whole_files.replacing_folder(version / FOLDER, published_mode()) as partial,
        ):
            _write(connection, state, partial)
        point(state)
    except (OlderVersion, *_FAULTS) as error:
        raise SiteError(f"the site could not be made: {type(error).__name__}: {error}") from error
    return state.published / FOLDER / "index.html"


def point(state: StatePaths) -> bool:
    """Let ``published/site`` lead to the current version's site; tell whether that is there."""
    publish_id = current(state)
    if publish_id is None or not (versions_dir(state) / publish_id / FOLDER).is_dir():
        return False
    link = state.published / FOLDER
    beside = link.with_name(f".{FOLDER}.link")
    beside.unlink(missing_ok=True)
    beside.symlink_to(_target(publish_id), target_is_directory=True)
    os.replace(beside, link)
    return True


def withdraw(state: StatePaths) -> None:
    """Take the link away where it leads to another version than the current one."""
    link = state.published / FOLDER
    if link.is_symlink() and os.readlink(link) != str(_target(current(state))):
        link.unlink()


def _target(publish_id: str | None) -> Path:
    return Path("versions") / str(publish_id) / FOLDER


def _write(connection: duckdb.DuckDBPyConnection, state: StatePaths, folder: Path) -> None:
    shards = folder / "data"
    shards.mkdir()
    data.write_all(connection, state, shards)
    assets = folder / "assets"
    assets.mkdir()
    for file in sorted([*(_HERE / "assets").iterdir(), *(_HERE / "vendor").iterdir()]):
        if file.suffix != ".yaml":
            shutil.copyfile(file, assets / file.name)
    environment = Environment(
        loader=PackageLoader("wirebook.site"), autoescape=True, undefined=StrictUndefined
    )
    template = environment.get_template("page.html")
    for page, loaded in PAGES.items():
        charts = page in _WITH_CHARTS
        text = template.render(page=page, loaded=loaded, charts=charts, policy=policy())
        (folder / f"{page}.html").write_text(text, encoding="utf-8")


def policy() -> str:
    """Return the pages' content security policy: their own scripts and styles, and nothing else.

    Observable Plot puts one style of its own beside each chart, always the same; its digest is
    allowed, no other style in a page is.
    """
    digest = base64.b64encode(hashlib.sha256(_plot_style().encode()).digest()).decode()
    return (
        f"default-src 'none'; script-src 'self'; style-src 'self' 'sha256-{digest}';"
        " img-src 'self'; base-uri 'none'; form-action 'none'"
    )


def _plot_style() -> str:
    script = (_HERE / "vendor" / "plot.js").read_text(encoding="utf-8")
    found = re.search(r"`(:where\(\.\$\{\w+\}\) \{[^`]*)`", script)
    if found is None:
        raise ValueError("the vendored plot.js holds no style of its own")
    return re.sub(r"\$\{\w+\}", "plot-d6a7b5", found.group(1)).replace("\\n", "\n")
