"""``python -m wirebook.teaching.benchmark``: docs/benchmarks/claims.md, each hand left out in turn.

Beside the models stand the rules alone; learning curves tell whether more text would help.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from wirebook.teaching.corpus import hands, load
from wirebook.teaching.lessons import Lesson, lessons
from wirebook.teaching.measure import answer, leave_one_out, scores

REPORT = Path("docs/benchmarks/claims.md")
_CURVE = (0.25, 0.5, 0.75)
# The hands that were given to us; those that we wrote ourselves teach, and are told apart.
HANDED = ("en1", "en2", "ko1", "ko2", "multi")
_ABOUT_HANDED = f"Over the hands {', '.join(HANDED)}, which others wrote.\n"
_HEAD = """# Claims: how well they are read

Made by `make corpus` from the articles of `corpus/source`. A file is a hand, whoever wrote and
annotated it. Each hand is read by models that learned from all the others and have seen nothing of
it, neither for weights nor for calibration; its amounts are read by the reader, not given.
"""

Answers = Sequence[tuple[Lesson, dict[str, Any]]]


def main(folder: Path) -> int:
    """Measure and write the report."""
    taught = lessons(load(folder))
    everyone = hands([x.article for x in taught])
    models = leave_one_out(taught, everyone)
    handed = [(x, read) for x, read in models if x.article.hand in HANDED]
    rules = [(x, answer(x, None)) for x, _ in handed]
    parts = [_HEAD, "## Both languages\n", _ABOUT_HANDED, _both(rules, handed)]
    parts += ["## By genre\n", _table(handed, lambda x: str(x.article.row["genre"]))]
    parts += ["## By hand\n", _table(models, lambda x: x.article.hand)]
    parts += ["## Learning curves\n", _curves(taught, handed)]
    REPORT.write_text("\n".join(parts), encoding="utf-8")
    print(REPORT.read_text(encoding="utf-8"))
    return 0


def _language(lesson: Lesson) -> str:
    return str(lesson.article.row["lang"])


def _both(rules: Answers, models: Answers) -> str:
    columns = {f"{lang}, rules": s for lang, s in scores(rules, _language).items()}
    columns |= {f"{lang}, models": s for lang, s in scores(models, _language).items()}
    return _rows({name: s.measures() for name, s in sorted(columns.items())})


def _rows(columns: dict[str, dict[str, float]]) -> str:
    names = list(columns)
    lines = ["| measure | " + " | ".join(names) + " |", "|---|" + "---|" * len(names)]
    for measure in next(iter(columns.values())):
        lines.append(f"| {measure} | " + " | ".join(_shown(columns[n][measure]) for n in names))
        lines[-1] += " |"
    return "\n".join(lines) + "\n"


def _shown(value: float) -> str:
    return f"{value:.3f}" if value <= 1 else f"{value:.0f}"


_SHORT = ("fact P", "fact R", "fact F1", "kind", "subject", "modality", "all right")


def _table(answers: Answers, by: Callable[[Lesson], str]) -> str:
    lines = ["| | " + " | ".join(_SHORT) + " |", "|---|" + "---|" * len(_SHORT)]
    for name, score in sorted(scores(answers, by).items()):
        found = score.measures()
        lines.append(f"| {name} | " + " | ".join(_shown(found[m]) for m in _SHORT) + " |")
    return "\n".join(lines) + "\n"


def _curves(taught: Sequence[Lesson], whole: Answers) -> str:
    """Return fact F1 by the share of the other hands' articles that was taught."""
    found = {"100%": whole}
    for share in _CURVE:

        def some(x: Sequence[Lesson], share: float = share) -> Sequence[Lesson]:
            return [lesson for n, lesson in enumerate(x) if (n * share) % 1 < share]

        found[f"{share:.0%}"] = leave_one_out(taught, HANDED, some)
    lines = ["| taught | en | ko |", "|---|---|---|"]
    for name in sorted(found, key=lambda n: int(n[:-1])):
        by = scores(found[name], _language)
        cells = [_shown(by[lang].measures()["fact F1"]) for lang in sorted(by)]
        lines.append(f"| {name} | " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1] if len(sys.argv) > 1 else "corpus/source")))
