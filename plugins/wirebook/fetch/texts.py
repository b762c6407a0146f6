"""Does an article read as before, whatever else changed on its page?"""

from __future__ import annotations

from collections.abc import Callable

from wirebook.archive import excerpts
from wirebook.archive.days import ArchiveError, NotKeptError, read_payload
from wirebook.archive.snapshots import Snapshot
from wirebook.fetch.job import Job
from wirebook.pages.extract import text_digest


def is_same(job: Job, snapshot: Snapshot, digest: Callable[[], str | None]) -> bool:
    """Tell whether an article has the text with which it was last staged.

    ``digest`` gives that of the text it has now; it is asked only where there is one before.
    """
    versions = job.seen.of_identity(snapshot.identity)
    staged = [version for version in versions if version.disposition == "staged"]
    before = _kept_digest(job, staged[-1]) if staged else None
    return before is not None and before == digest()


def _kept_digest(job: Job, snapshot: Snapshot) -> str | None:
    """Return the digest of an archived text, None where nothing is left to tell it from."""
    known = job.known(snapshot)
    if known is not None:
        return known
    try:
        return digest(job, snapshot, read_payload(job.state, snapshot))
    except NotKeptError:
        held = snapshot.warc_file
        if held not in job.digests:
            kept = excerpts.of(job.state, held)
            job.digests[held] = {name: excerpt.text_sha256 for name, excerpt in kept.items()}
        return job.digests[held].get(snapshot.warc_record_id)
    except ArchiveError:
        return None


def digest(job: Job, snapshot: Snapshot, raw: bytes) -> str | None:
    """Return the digest of an article's text, None where its bytes hold none."""
    fast = job.source.extractor == "resiliparse"
    kind, declared = snapshot.content_type, snapshot.declared_encoding
    return text_digest(raw, kind, declared, fast=fast)
