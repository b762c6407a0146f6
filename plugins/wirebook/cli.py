"""The ``wirebook`` command. Each command's code is imported when it is called, so ``read`` starts
fast."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wirebook import settings
from wirebook.commands.examples import epilog

if TYPE_CHECKING:
    from wirebook.commands.source import Wishes
    from wirebook.settings import StatePaths

_SOURCES = Path("sources.yaml")
# What a person may say of a source instead of having it found out.
_WISHES = {
    "name": "default: from its host",
    "outlet": "default: what the site calls itself",
    "timezone": "such as Asia/Seoul; default: by its country and its pages' times",
    "language": "default: that of its pages",
    "house_currency": "default: its country's",
    "licence": "the terms of its text; default: unknown",
    "retention": "full, spans_only or hash_only; default: spans_only",
    "type": "such as wire or newspaper",
}
_FORMATS = ("table", "json", "csv", "parquet")


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    parser = _parser()
    if "_ARGCOMPLETE" in os.environ:  # a shell asks what may stand next
        import argcomplete

        argcomplete.autocomplete(parser)
    arguments = parser.parse_args(argv)
    settings.private_files()
    try:
        with _watched(arguments):
            code: int = arguments.run(arguments)
        sys.stdout.flush()
        return code
    except BrokenPipeError:
        # The reader of our output has seen enough; nothing more can be said on it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except _expected_errors() as error:
        from wirebook.quoting import printable_lines

        print(printable_lines(_in_words(error)), file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("interrupted", file=sys.stderr)
        return 130  # 128 and the number of the signal, as shells have it


def _watched(arguments: argparse.Namespace) -> AbstractContextManager[None]:
    """Return a block in which a command that takes a while shows how far it is."""
    if getattr(arguments, "quiet", True):  # the others answer at once
        return nullcontext()
    from wirebook.commands.shown import Shown

    return Shown().while_running()


def _in_words(error: Exception) -> str:
    """Return an error as a person is told it: of one of the system's its file and what is wrong."""
    if isinstance(error, OSError) and error.filename is not None and error.strerror:
        return f"{error.filename}: {error.strerror.lower()}"
    return str(error)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="wirebook", description="The money in the news wire.")
    parser.add_argument("--version", action="version", version=f"wirebook {version('wirebook')}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    read = commands.add_parser("read", help="read texts: JSON Lines in, JSON Lines out")
    read.add_argument("--workers", type=int, default=os.cpu_count() or 1, metavar="N")
    read.add_argument("--only", metavar="LISTS", help="such as money,percents,periods")
    read.add_argument("--signed", action="store_true", help="a minus is part of the number")
    read.set_defaults(run=_read)

    group = commands.add_parser(
        "group", help="compare texts: JSON Lines in, stories and copies out"
    )
    group.set_defaults(run=_group)

    facts = commands.add_parser("facts", help="the published facts")
    facts.add_argument("--format", choices=_FORMATS, default="table")
    facts.add_argument("--as-of", type=_moment, metavar="TIME", help="as known then, in UTC")
    facts.add_argument("--entity", metavar="NAME", help="of one entity, by any of its names")
    facts.add_argument("--type", action="append", default=[], metavar="TYPE", help="or several")
    facts.add_argument("--since", type=_day, metavar="DATE", help="announced then on")
    facts.add_argument("--min-usd", type=_dollars, metavar="USD", help="worth at least that")
    facts.add_argument("--limit", type=_count, metavar="N", help="the first N")
    facts.add_argument("--sort", metavar="COLUMN", help="by a column; --sort=-COLUMN: descending")
    facts.add_argument("--columns", default="", metavar="LIST", help="such as fact_id,amount_usd")
    facts.add_argument("--explain", metavar="FACT_ID", help="claims, sentences, bytes and rates")
    facts.set_defaults(run=_facts)

    ask = commands.add_parser("ask", help="the twenty questions and their answers")
    ask.add_argument("question", nargs="?", metavar="N|NAME", help="default: list them")
    ask.add_argument("--format", choices=_FORMATS, default="table")
    ask.add_argument("--as-of", type=_time, metavar="TIME", help="of question 6, in UTC")
    ask.set_defaults(run=_ask)

    explain = commands.add_parser("explain", help="one article, coloured, and what became of it")
    explain.add_argument("target", metavar="FILE|URL|-")
    explain.set_defaults(run=_explain)

    annotate = commands.add_parser("annotate", help="a text as an annotation to correct")
    annotate.add_argument("target", metavar="FILE|-")
    annotate.add_argument("--lang", metavar="CODE", help="default: detected")
    annotate.add_argument("--published-on", type=_day, metavar="DATE")
    annotate.set_defaults(run=_annotate)

    disagree = commands.add_parser("disagree", help="what is read otherwise than annotated")
    disagree.add_argument("target", type=Path, metavar="FILE.jsonl|FILE.yaml")
    disagree.set_defaults(run=_disagree)

    publish = commands.add_parser("publish", help="audit and publish the last candidate")
    publish.add_argument("--allow-drop", action="store_true", help="though many rows would go")
    publish.set_defaults(run=_publish)

    override = commands.add_parser("override", help="let a band pass for some days, on record")
    override.add_argument("check", nargs="?", metavar="CHECK", help="default: list them")
    override.add_argument("--why", default="", metavar="REASON")
    override.add_argument("--days", type=int, default=1, metavar="N", help="default: 1, at most 14")
    override.set_defaults(run=_override)

    rollback = commands.add_parser("rollback", help="go back to an earlier version")
    rollback.add_argument("publish_id", nargs="?", metavar="PUBLISH_ID")
    rollback.set_defaults(run=_rollback)

    site = commands.add_parser("site", help="the pages of what is published, made anew")
    site.set_defaults(run=_site)

    export = commands.add_parser("export", help="the current version, into a database")
    export.add_argument("target", choices=("postgres",))
    export.set_defaults(run=_export)

    history = commands.add_parser("history", help="the kept versions")
    history.set_defaults(run=_history)

    verify = commands.add_parser("verify", help="work a version out again from what it rests on")
    verify.add_argument("publish_id", nargs="?", metavar="PUBLISH_ID", help="default: current")
    verify.add_argument("--candidate", action="store_true", help="the last candidate instead")
    verify.add_argument("--sample", action="store_true", help="as the gate does, of many rows some")
    verify.add_argument("--format", choices=("table", "json"), default="table")
    verify.set_defaults(run=_verify)

    doctor = commands.add_parser("doctor", help="every file of the state: what is damaged")
    doctor.add_argument("--heal", action="store_true", help="put right what can be")
    doctor.set_defaults(run=_doctor)

    erase = commands.add_parser("erase", help="an article, from everything that is kept")
    erase.add_argument("target", nargs="?", metavar="ADDRESS|ARTICLE_ID")
    erase.add_argument(
        "--why", metavar="REASON", help="noted; it may not tell what the article says"
    )
    erase.add_argument("--resume", action="store_true", help="finish one that was interrupted")
    erase.add_argument("--lift", action="store_true", help="let an erased article be fetched again")
    erase.set_defaults(run=_erase)

    quarantine = commands.add_parser("quarantine", help="what is set aside: list, show, replay")
    quarantine.add_argument("action", choices=("list", "show", "replay"))
    quarantine.add_argument("item", nargs="?", metavar="ID")
    quarantine.add_argument("--format", choices=("table", "json"), default="table")
    quarantine.add_argument("--publish", action="store_true", help="of replay: build and publish")
    quarantine.set_defaults(run=_quarantine)

    reread = commands.add_parser("reread", help="rebuild the landing from the archive alone")
    reread.add_argument("--source", metavar="NAME", help="default: all of them")
    reread.add_argument("--publish", action="store_true", help="build and publish it as well")
    reread.set_defaults(run=_reread)

    completion = commands.add_parser("completion", help="what makes a shell complete commands")
    completion.add_argument("shell", choices=("bash", "zsh", "fish"))
    completion.set_defaults(run=_completion)

    _add_source_commands(commands)
    looking = (facts, ask, explain, history, verify, doctor)
    for command in (*looking, publish, override, rollback, site, export, erase, quarantine, reread):
        command.add_argument("--sources", type=Path, metavar="FILE", help="default: the last run's")
    for command in (publish, erase, quarantine, reread):
        command.add_argument("--quiet", action="store_true", help="say nothing of how far it is")
    for name, command in commands.choices.items():
        command.epilog = epilog(name)
        command.formatter_class = argparse.RawDescriptionHelpFormatter
    return parser


def _add_source_commands(commands: Any) -> None:
    """Add ``init`` and ``source``: what puts sources into a file and looks at them."""
    init = commands.add_parser("init", help="begin a sources file with its first source")
    init.add_argument("file", type=Path, nargs="?", default=_SOURCES, metavar="FILE")
    init.add_argument("--address", metavar="ADDRESS", help="a feed, a sitemap or a site")
    init.set_defaults(run=_init)

    source = commands.add_parser(
        "source", help="sources: add one, or look at what they would bring"
    )
    actions = source.add_subparsers(dest="action", required=True, metavar="ACTION")
    add = actions.add_parser("add", help="look at a feed, sitemap or site and write its entry")
    add.add_argument("address", metavar="ADDRESS")
    add.add_argument("--dry-run", action="store_true", help="show the entry, write nothing")
    add.add_argument("--sources", type=Path, default=_SOURCES, metavar="FILE")
    add.set_defaults(run=_add_source)
    check = actions.add_parser("check", help="what would come, and what is odd; keeps nothing")
    check.add_argument("names", nargs="*", metavar="NAME", help="default: all of them")
    check.add_argument("--sources", type=Path, metavar="FILE", help="default: the last run's")
    check.set_defaults(run=_check_sources)

    for command in (init, add):
        for field, what in _WISHES.items():
            command.add_argument(f"--{field.replace('_', '-')}", metavar="TEXT", help=what)
        command.add_argument("--local", action="store_true", help="a site in one's own network")


def _moment(text: str) -> date:
    """Return a day, or a moment in UTC where a time is given."""
    try:
        if len(text.strip()) <= len("2026-11-21"):
            return date.fromisoformat(text.strip())
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        raise argparse.ArgumentTypeError(
            f"{text!r} is no day and no time, such as 2026-11-21 or '2026-11-21 09:30'"
        ) from None
    return moment if moment.tzinfo is None else moment.astimezone(UTC).replace(tzinfo=None)


def _time(text: str) -> datetime:
    """Return a moment in UTC; that of a day is its beginning."""
    moment = _moment(text)
    if isinstance(moment, datetime):
        return moment
    return datetime(moment.year, moment.month, moment.day)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no day, such as 2026-11-21") from None


def _dollars(text: str) -> Decimal:
    """Return an amount such as 1,000,000 or 2.5e9."""
    try:
        value = Decimal(text.replace(",", "").replace("_", ""))
    except InvalidOperation:
        value = Decimal("nan")
    if not value.is_finite():
        raise argparse.ArgumentTypeError(f"{text!r} is no amount, such as 1,000,000 or 2.5e9")
    return value


def _count(text: str) -> int:
    if not text.isascii() or not text.isdigit():
        raise argparse.ArgumentTypeError(f"{text!r} is no count, such as 20")
    return int(text)


def _read(arguments: argparse.Namespace) -> int:
    from wirebook.commands.read import Wanted, parse_only, run

    try:
        only = None if arguments.only is None else parse_only(arguments.only)
    except ValueError as error:
        print(error, file=sys.stderr)
        return 2
    wanted = Wanted(only, arguments.signed)
    return run(sys.stdin.buffer, sys.stdout.buffer, arguments.workers, wanted)


def _group(_: argparse.Namespace) -> int:
    from wirebook.commands.group import run

    return run(sys.stdin.buffer, sys.stdout.buffer)


def _facts(arguments: argparse.Namespace) -> int:
    state = _state(arguments)
    if arguments.explain is not None:
        from wirebook.commands import fact

        return fact.run(state, arguments.explain)
    from wirebook.commands import facts

    wanted = facts.Wanted(
        types=arguments.type,
        since=arguments.since,
        least_usd=arguments.min_usd,
        limit=arguments.limit,
        columns=[column.strip() for column in arguments.columns.split(",") if column.strip()],
        sort=arguments.sort,
    )
    kind, as_of, entity = arguments.format, arguments.as_of, arguments.entity
    return facts.run(state, kind, as_of, sys.stdout.buffer, entity, wanted)


def _ask(arguments: argparse.Namespace) -> int:
    from wirebook.commands import ask

    asked, kind, as_of = arguments.question, arguments.format, arguments.as_of
    return ask.run(_state(arguments), asked, kind, as_of, sys.stdout.buffer)


def _explain(arguments: argparse.Namespace) -> int:
    from wirebook.commands import explain

    return explain.run(_state(arguments), arguments.target)


def _annotate(arguments: argparse.Namespace) -> int:
    from wirebook.commands import annotate

    return annotate.annotate(arguments.target, arguments.lang, arguments.published_on)


def _disagree(arguments: argparse.Namespace) -> int:
    from wirebook.commands import annotate

    return annotate.disagree(arguments.target)


def _publish(arguments: argparse.Namespace) -> int:
    from wirebook import sources
    from wirebook.commands import versions

    state, file = _desk(arguments)
    return versions.publish(state, sources.load(file), arguments.allow_drop)


def _override(arguments: argparse.Namespace) -> int:
    from wirebook.commands import override

    check, state = arguments.check, _state(arguments)
    if check is None:
        return override.show(state)
    return override.add(state, check, arguments.why, arguments.days)


def _rollback(arguments: argparse.Namespace) -> int:
    from wirebook.commands import versions

    return versions.rollback(_state(arguments), arguments.publish_id)


def _site(arguments: argparse.Namespace) -> int:
    from wirebook.commands import versions

    return versions.site(_state(arguments))


def _export(arguments: argparse.Namespace) -> int:
    from wirebook import sources
    from wirebook.commands import export

    state, file = _desk(arguments)
    return export.postgres(state, sources.load(file))


def _history(arguments: argparse.Namespace) -> int:
    from wirebook.commands import versions

    return versions.history(_state(arguments))


def _verify(arguments: argparse.Namespace) -> int:
    from wirebook.commands import verify

    return verify.run(
        _state(arguments),
        arguments.publish_id,
        arguments.format,
        is_candidate=arguments.candidate,
        is_sample=arguments.sample,
    )


def _doctor(arguments: argparse.Namespace) -> int:
    from wirebook.commands import doctor

    return doctor.run(_state(arguments), heals=arguments.heal)


def _erase(arguments: argparse.Namespace) -> int:
    from wirebook.commands import erase

    if arguments.lift:
        return erase.lift(_state(arguments), arguments.target)
    asked = None if arguments.resume else erase.Asked(arguments.target, arguments.why)
    return erase.run(*_desk(arguments), asked)


def _quarantine(arguments: argparse.Namespace) -> int:
    from wirebook.commands import quarantine

    if arguments.action == "list":
        return quarantine.run_list(_state(arguments), arguments.format)
    if arguments.action == "show":
        return quarantine.run_show(_state(arguments), arguments.item or "")
    state, file = _desk(arguments)
    return quarantine.run_replay(state, file, arguments.item, publishes=arguments.publish)


def _reread(arguments: argparse.Namespace) -> int:
    from wirebook.commands import reread

    state, file = _desk(arguments)
    return reread.run(state, file, arguments.source, publishes=arguments.publish)


def _completion(arguments: argparse.Namespace) -> int:
    from argcomplete.shell_integration import shellcode

    print(shellcode(["wirebook"], shell=arguments.shell))
    return 0


def _init(arguments: argparse.Namespace) -> int:
    from wirebook.commands import source

    return source.init(arguments.file, arguments.address, _wishes(arguments))


def _add_source(arguments: argparse.Namespace) -> int:
    from wirebook.commands import source

    file, wishes = arguments.sources, _wishes(arguments)
    return source.add(arguments.address, file, wishes, writes=not arguments.dry_run)


def _check_sources(arguments: argparse.Namespace) -> int:
    from wirebook import sources
    from wirebook.commands import source

    state, file = _desk(arguments)
    return source.check(state, sources.load(file), arguments.names)


def _wishes(arguments: argparse.Namespace) -> Wishes:
    from wirebook.commands.source import Wishes

    given = {field: getattr(arguments, field) for field in _WISHES}
    return Wishes(**given, is_local=arguments.local)


def _desk(arguments: argparse.Namespace) -> tuple[StatePaths, Path]:
    """Return the state that a command works on and the sources file that belongs to it."""
    state = _state(arguments)
    return state, state.sources_file() if arguments.sources is None else arguments.sources


def _state(arguments: argparse.Namespace) -> StatePaths:
    from wirebook.settings import StatePaths

    if arguments.sources is None:
        return StatePaths.last()
    return StatePaths.for_sources(arguments.sources)


def _expected_errors() -> tuple[type[Exception], ...]:
    """The errors that are an answer to the person who asked; looked up only when one happened."""
    from wirebook.archive.days import ArchiveError
    from wirebook.commands import explain, fact
    from wirebook.commands.export import NotExported
    from wirebook.commands.source import NotAdded
    from wirebook.operations import lock
    from wirebook.published.candidate import PublishRefused
    from wirebook.published.connect import NothingPublished
    from wirebook.published.questions import UnknownQuestion

    return (
        ArchiveError,
        NotAdded,
        NotExported,
        NothingPublished,
        PublishRefused,
        UnknownQuestion,
        lock.StateBusyError,
        fact.UnknownFact,
        explain.NotFetched,
        OSError,
        ValueError,
    )


if __name__ == "__main__":
    sys.exit(main())
