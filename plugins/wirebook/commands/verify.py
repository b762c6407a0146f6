"""``wirebook verify``: a kept version worked out again from bytes, landing and rates."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from wirebook.audit import verified
from wirebook.published import versions
from wirebook.published.candidate import CANDIDATE_FILE, PublishRefused
from wirebook.published.connect import NothingPublished
from wirebook.published.current import current, current_parquet, versions_dir
from wirebook.quoting import printable_lines
from wirebook.settings import StatePaths
from wirebook.verify.report import Report


def run(
    state: StatePaths, publish_id: str | None, kind: str, *, is_candidate: bool, is_sample: bool
) -> int:
    """Verify the candidate, or a kept version, by default the current one; 1 where it differs.

    Raises PublishRefused for a version that is not kept.
    """
    if is_candidate:
        database, before = state.build / CANDIDATE_FILE, current_parquet(state)
    else:
        database, before = _kept(state, publish_id)
    most = {} if is_sample else {"most": None}
    report = verified.derive(state, database, before, is_candidate=is_candidate, **most)
    print(json.dumps(report.as_json()) if kind == "json" else printable_lines(_told(report)))
    sys.stdout.flush()
    return 0 if report.success else 1


def _kept(state: StatePaths, publish_id: str | None) -> tuple[Path, Path | None]:
    wanted = current(state) if publish_id is None else publish_id
    if wanted is None:
        raise NothingPublished("nothing is published yet: make run")
    folder = versions_dir(state) / wanted
    if folder.parent != versions_dir(state) or not (folder / versions.DATABASE).is_file():
        raise PublishRefused(f"version {wanted} is not kept; see wirebook history")
    before = versions.followed(state, wanted)
    return folder / versions.DATABASE, None if before is None else versions_dir(state) / before


def _told(report: Report) -> str:
    lines = [rule.line() for rule in report.rules.values()]
    lines += [f"{number} {what}" for what, number in report.notes.items()]
    verdict = "agrees with what it rests on" if report.success else "DIFFERS"
    return "\n".join([*lines, f"{report.publish_id} {verdict} ({report.scope})"])
