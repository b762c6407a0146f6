"""The licences of the packages that ship, as their own metadata states them.

    licences.py --write            docs/licences.md anew
    licences.py --add-to SBOM      the licences into a CycloneDX bill of materials

What ships is what requirements.lock names, since the image installs that alone. A package must be
under a licence that :data:`ALLOWED` names; one that states none, or another, is a fault to be
looked at by a person, who adds it to :data:`KNOWN` with what its files say.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from importlib import metadata
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "licences.md"
# SPDX names of what may ship: permissive, or copyleft of a file or a library that is left as it is.
ALLOWED = frozenset(
    "0BSD Apache-2.0 Artistic-1.0-Perl BSD-2-Clause BSD-3-Clause CC0-1.0 CNRI-Python ISC"
    " LGPL-2.1-or-later LGPL-3.0-only LGPL-3.0-or-later MIT MIT-0 MPL-2.0 PSF-2.0 Python-2.0"
    " Unlicense ZPL-2.1 Zlib".split()
)
# Packages whose metadata says less than their files; read there by a person.
KNOWN = {
    "currencyconverter": "Apache-2.0",  # licenses/LICENSE
    "text-unidecode": "Artistic-1.0-Perl OR GPL-2.0-or-later",  # LICENSE.txt: "either"
}
# How metadata of older forms says it, in lower case.
_WORDS = (
    (r"apache", "Apache-2.0"),
    (r"mozilla|mpl", "MPL-2.0"),
    (r"lesser general public license v2|lgplv2|lgpl-2", "LGPL-2.1-or-later"),
    (r"lesser|lgpl", "LGPL-3.0-or-later"),
    (r"general public|\bgpl|affero|agpl", "GPL"),
    (r"2-clause", "BSD-2-Clause"),
    (r"\bbsd\b|bsd-3|new bsd|3-clause", "BSD-3-Clause"),
    (r"python software foundation|psf", "PSF-2.0"),
    (r"\bisc\b", "ISC"),
    (r"zope", "ZPL-2.1"),
    (r"unlicense", "Unlicense"),
    (r"zlib", "Zlib"),
    (r"\bmit\b|expat", "MIT"),
)


def shipped(lock: Path = ROOT / "requirements.lock") -> dict[str, str]:
    """Return the version of every package that a lock names."""
    text = lock.read_text("utf-8")
    return dict(re.findall(r"^([A-Za-z0-9_.-]+)(?:\[[^\]]*\])?==([^\s;\\]+)", text, re.MULTILINE))


def licence(package: str) -> str | None:
    """Return the SPDX expression of an installed package, None where it states nothing known."""
    if package in KNOWN:
        return KNOWN[package]
    about = metadata.metadata(package)
    stated = about.get("License-Expression")
    if stated:
        return stated
    classes = [
        c.rpartition("::")[2].strip()
        for c in about.get_all("Classifier") or ()
        if c.startswith("License ::") and not c.endswith("OSI Approved")
    ]
    said = classes or [(about.get("License") or "").strip().splitlines()[0:1]]
    found = {_spdx(words if isinstance(words, str) else " ".join(words)) for words in said}
    return " OR ".join(sorted(name for name in found if name)) or None


def _spdx(words: str) -> str | None:
    if words in ALLOWED:
        return words
    return next((name for form, name in _WORDS if re.search(form, words.lower())), None)


def is_allowed(expression: str | None) -> bool:
    """Tell whether a package under this expression may ship: all of AND, one of OR."""
    if expression is None:
        return False
    if " AND " in expression:
        return all(is_allowed(part) for part in expression.split(" AND "))
    parts = expression.strip("() ").split(" OR ")
    return any(part.strip("() ").partition(" WITH ")[0] in ALLOWED for part in parts)


def page() -> str:
    """Return docs/licences.md."""
    rows = [f"| {name} | {version} | {licence(name)} |" for name, version in shipped().items()]
    return "\n".join(
        [
            "# Licences of what ships",
            "",
            "Written by `make licences` from the metadata of the packages that `requirements.lock`",
            "names, which is what the image installs. Tools of tests and checks do not ship.",
            "",
            "| package | version | licence |",
            "|---|---|---|",
            *rows,
            "",
            "The pages of the book ship with scripts of others (`plugins/wirebook/site/vendor/`):",
            "",
            "| script | version | licence |",
            "|---|---|---|",
            *(f"| {s['package']} | {s['version']} | {s['licence']} |" for s in scripts()),
            "",
        ]
    )


def scripts() -> list[dict[str, str]]:
    """Return the scripts that the site is shipped with, as its lock names them."""
    lock = ROOT / "plugins" / "wirebook" / "site" / "vendor" / "lock.yaml"
    found: list[dict[str, str]] = yaml.safe_load(lock.read_text("utf-8"))
    return found


def add_to(sbom: Path) -> None:
    """Write the licences into a CycloneDX document that has the packages."""
    document = json.loads(sbom.read_text("utf-8"))
    for component in document["components"]:
        expression = licence(component["name"])
        if expression is not None:
            component["licenses"] = [{"expression": expression}]
    sbom.write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")


def main() -> int:
    """Run from the command line; exit code 1 when a package may not ship."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--add-to", type=Path)
    arguments = parser.parse_args()
    faults = [f"{name}: {licence(name)}" for name in shipped() if not is_allowed(licence(name))]
    for fault in faults:
        print(f"may not ship, or states no licence: {fault}", file=sys.stderr)
    if arguments.write:
        PAGE.write_text(page(), encoding="utf-8")
    if arguments.add_to is not None:
        add_to(arguments.add_to)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
