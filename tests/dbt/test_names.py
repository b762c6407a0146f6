"""Who is who in the marts: by the reader, by spelling within a story, by a person's judgement."""

from __future__ import annotations

import shutil
from datetime import UTC, date, datetime

import duckdb
import pytest
from wirebook.reading.keys import name_key
from wirebook.settings import seeds_dir
from wirebook.warehouse.build import build, build_file

RUN_AT = datetime(2026, 11, 21, tzinfo=UTC)
ENTITIES = """
select m.surface, n.entity_id, n.name, n.method
from intermediate.int_names_resolved as n
inner join staging.stg_landing__entities as m
    on n.article_version_id = m.article_version_id and lower(m.name) = n.name_folded
"""


def mentions(*names):
    return [
        {
            "ordinal": at,
            "start": 100 * at,
            "end": 100 * at + len(name),
            "surface": name,
            "type": kind,
            "entity_id": listed,
            "name": name,
            "name_key": name_key(name),
            "zone": "body",
        }
        for at, (name, kind, listed) in enumerate(names)
    ]


def articles(case):
    """One event in two languages, one of another day, and a second Korean report of the event."""
    story = {"number_keys": ["KRW:5e12", "num:31.4"], "name_keys": [f"deal {n}" for n in range(4)]}
    day = date(2025, 3, 3)
    korean = mentions(
        ("가온반도체", "ORG", None),
        ("김정훈", "PER", None),
        ("리벨리온", "ORG", None),
        ("이재용", "PER", "lee-jae-yong"),
    )
    english = mentions(
        ("Gaon Semiconductor", "ORG", None),
        ("Kim Jong Un", "PER", "kim-jong-un"),
        ("Revlon", "ORG", None),
        ("Lee Jae-young", "PER", None),
    )
    return [
        case.article("ko", outlet="A", language="ko", published_on=day, entities=korean, **story),
        case.article("en", outlet="B", language="en", published_on=day, entities=english, **story),
        case.article(
            "other",
            outlet="C",
            language="ko",
            published_on=date(2025, 9, 9),
            entities=mentions(("이재용", "PER", "lee-jae-yong"), ("가온홀딩스", "ORG", None)),
            number_keys=["KRW:7e9"],
            name_keys=["apart"],
        ),
    ]


def resolved(state):
    with duckdb.connect(str(build_file(state)), read_only=True) as connection:
        schemas = {
            name: schema
            for schema, name in connection.execute(
                "select table_schema, table_name from information_schema.tables"
            ).fetchall()
        }
        query = ENTITIES
        for table in ("int_names_resolved", "stg_landing__entities"):
            query = query.replace(
                next(word for word in query.split() if word.endswith(f".{table}")),
                f"{schemas[table]}.{table}",
            )
        return connection.execute(query).fetchall()


@pytest.fixture(scope="module")
def built(tmp_path_factory, landed, case):
    state = landed(tmp_path_factory.mktemp("names"), articles(case))
    build(state, RUN_AT)
    return {
        surface: (entity_id, name, method) for surface, entity_id, name, method in resolved(state)
    }


def test_a_translated_spelling_is_one_entity(built):
    assert built["가온반도체"] == built["Gaon Semiconductor"]
    assert built["가온반도체"][1:] == ("Gaon Semiconductor", "spelling")


def test_nobody_takes_a_listed_identity_by_sound(built):
    ids = {built[name][0] for name in ("김정훈", "Lee Jae-young")}
    assert not ids & {"kim-jong-un", "lee-jae-yong"}
    assert built["리벨리온"][0] != built["Revlon"][0]


def told(case, *subjects):
    """Three amounts with their subjects, and the names that these are."""
    return {
        "entities": mentions(*((name, "ORG", None) for name in dict.fromkeys(subjects))),
        "money": [case.money(at, figure) for at, figure in enumerate(("31e8", "42e8", "53e8"))],
        "claims": [
            case.claim(at, subject=name, subject_key=name_key(name), subject_type="ORG")
            for at, name in enumerate(subjects)
        ],
    }


def test_a_misread_subject_joins_no_company_with_its_affiliate(tmp_path_factory, landed, case):
    story = {
        "number_keys": [f"USD:{figure}" for figure in ("3.1e9", "4.2e9", "5.3e9")],
        "name_keys": [f"deal {n}" for n in range(4)],
        "published_on": date(2025, 3, 3),
    }
    own = told(case, "노을중공업", "노을중공업", "새벽해운")
    # The third is the affiliate's: the reader took its parent for it.
    misread = told(case, "Dusk Works", "Dusk Works", "Dusk Works")
    rows = [
        case.article("ko", outlet="A", language="ko", **story, **own),
        case.article("en", outlet="B", language="en", **story, **misread),
    ]
    state = landed(tmp_path_factory.mktemp("affiliates"), rows)
    build(state, RUN_AT)
    found = {surface: (entity_id, method) for surface, entity_id, _, method in resolved(state)}
    assert found["노을중공업"] == found["Dusk Works"]
    assert found["Dusk Works"][1] == "translation_role"
    assert found["새벽해운"][0] != found["Dusk Works"][0]


def test_a_judgement_joins_and_splits_and_is_shown(tmp_path_factory, landed, case):
    rows = articles(case)
    state = landed(tmp_path_factory.mktemp("judged"), rows)
    version = {row["file_name"]: row["article_version_id"] for row in rows}
    seeds = tmp_path_factory.mktemp("seeds")
    shutil.copytree(seeds_dir(), seeds, dirs_exist_ok=True)
    with (seeds / "judgements.csv").open("a") as stream:
        for line in (
            f"1,name,{version['ko']},0,5,{version['other']},100,105,same,,Renamed in May.",
            f"2,name,{version['ko']},300,303,{version['other']},0,3,different,,A namesake.",
            f"3,name,{version['ko']},0,5,{version['en']},0,18,different,,Its supplier.",
        ):
            stream.write(line + "\n")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("WIREBOOK_SEEDS", str(seeds))
        build(state, RUN_AT)
    found = resolved(state)
    of = {surface: (entity_id, method) for surface, entity_id, _, method in found}
    assert of["가온반도체"] == of["가온홀딩스"]
    assert of["가온반도체"][1] == "judgement"
    assert of["가온반도체"][0] != of["Gaon Semiconductor"][0]
    people = {entity_id for surface, entity_id, *_ in found if surface == "이재용"}
    assert len(people) == 2 and "lee-jae-yong" in people
