"""Write the digests of container images beside their tags: what ``make pin-images`` runs.

    pin_images.py FILE...

A tag may be moved to another image, a digest not. Each image of the files (``image:`` in a compose
file, ``FROM`` in a Dockerfile) is looked up by ``docker buildx imagetools``, so by the registry and
the login that pull it; no digest is ever typed in. Images that are built here stay. Exit code 1,
and every file as it was, when one does not answer.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

from wirebook import whole_files

_NAMED = re.compile(r"(?m)^(\s*image:\s*|FROM\s+)([\w./-]+:[\w.-]+)(@sha256:[0-9a-f]{64})?(?=\s|$)")
_DIGEST = re.compile(r"sha256:[0-9a-f]{64}")
# Made by `docker compose build` from this folder, so no registry has it.
_OURS = ("wirebook", "wirebook-bi")


class NoAnswer(Exception):
    """The registry of an image did not say its digest."""


def digest(image: str) -> str:
    """Return the digest of an image, as its registry has it now. Raises NoAnswer."""
    command = ["docker", "buildx", "imagetools", "inspect", image, "--format", "{{json .Manifest}}"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
        found = json.loads(done.stdout)["digest"] if done.returncode == 0 else None
    except (OSError, ValueError, KeyError, TypeError, subprocess.TimeoutExpired) as error:
        raise NoAnswer(f"{image}: {type(error).__name__}") from error
    if not isinstance(found, str) or not _DIGEST.fullmatch(found):
        raise NoAnswer(f"{image}: {done.stderr.strip() or 'no digest'}")
    return found


def pinned(text: str) -> str:
    """Return the text of a file with the digest of every image in it. Raises NoAnswer."""

    def pin(match: re.Match[str]) -> str:
        before, image = match[1], match[2]
        if image.partition(":")[0] in _OURS:
            return match[0]
        return f"{before}{image}@{digest(image)}"

    return _NAMED.sub(pin, text)


def main(files: list[Path]) -> int:
    """Pin the images of every file, or of none; return the exit code."""
    try:
        texts = {file: pinned(file.read_text("utf-8")) for file in files}
    except NoAnswer as error:
        print(f"nothing is pinned: {error}", file=sys.stderr)
        return 1
    for file, text in texts.items():
        whole_files.write_text(file, text, 0o644)
        print(f"{file.name}: {len(set(_DIGEST.findall(text)))} digests")
    return 0


if __name__ == "__main__":
    sys.exit(main([Path(name) for name in sys.argv[1:]]))
