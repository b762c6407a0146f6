"""Links between names: what joins, what stays a candidate, and what a person decides."""

from __future__ import annotations

import pytest
from wirebook.warehouse.names import Link, Node, Pair, close, links


def node(name, kind="ORG", listed=None, story="s"):
    return Node(listed or f"x_{name}", story, name, kind, listed)


def verdicts(nodes, pairs=(), judged=()):
    return {(link.left, link.right): link.verdict for link in links(nodes, pairs, judged)}


def pair(left, right, method, score=0.9):
    return Pair(left.node_id, right.node_id, method, score)


def test_two_scripts_of_one_story_that_sound_alike_are_one_thing():
    (link,) = links([node("가온반도체"), node("Gaon Semiconductor")], [])
    assert (link.method, link.verdict) == ("spelling", "same")
    assert 0.8 < link.score <= 0.9


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (node("김정훈", "PER"), node("김정은", "PER", "kim-jong-un")),
        (node("이재명", "PER"), node("Lee Jae-man", "PER")),
        (node("리벨리온"), node("Revlon")),
        (node("가온반도체"), node("Gaon Semiconductor", story="another")),
        (node("가온"), node("Gaon", "PER")),
    ],
)
def test_others_are_not(left, right):
    assert verdicts([left, right]) == {}


def test_sound_never_gives_a_listed_identity():
    nodes = [node("이재영", "PER"), node("Lee Jae-young", "PER", "lee-jae-young")]
    assert set(verdicts(nodes).values()) == {"candidate"}


def test_a_role_in_a_translation_with_the_sound_does():
    left, right = node("가온반도체"), node("Gaon Semiconductor", listed="gaon")
    assert set(verdicts([left, right], [pair(left, right, "translation_role")]).values()) == {
        "same"
    }


def test_a_role_alone_does_not():
    left, right = node("하늘길"), node("Gaon Semiconductor", listed="gaon")
    assert set(verdicts([left, right], [pair(left, right, "translation_role")]).values()) == {
        "candidate"
    }


def test_two_names_that_one_spells_alike_are_rivals():
    nodes = [node("이정재", "PER"), node("이중재", "PER"), node("Lee Jung-jae", "PER")]
    assert set(verdicts(nodes).values()) == {"candidate"}


@pytest.mark.parametrize(
    ("long", "listed", "verdict"),
    [
        ("Brackwell Pumps", None, "same"),
        ("Brackwell Pumps", "brackwell", "candidate"),
        ("Brackwell Securities", None, "candidate"),
    ],
)
def test_a_short_name_is_the_company_but_not_its_unit_nor_a_listed_one(long, listed, verdict):
    short, full = node("Brackwell"), node(long, listed=listed)
    assert set(verdicts([short, full], [pair(short, full, "short_name", 0.6)]).values()) == {
        verdict
    }


def test_a_listed_person_is_not_everybody_of_the_name():
    left, right = node("김정은", "PER"), node("김정은", "PER", "kim-jong-un")
    assert set(verdicts([left, right], [pair(left, right, "surface", 1)]).values()) == {"candidate"}


def test_a_judgement_wins():
    left, right = node("가온반도체"), node("Gaon Semiconductor")
    for verdict in ("same", "different"):
        judged = [(right.node_id, left.node_id, verdict)]
        (link,) = links([left, right], [], judged)
        assert link == Link(*sorted((left.node_id, right.node_id)), "judgement", 1.0, verdict)


def test_a_spelling_gives_no_listed_identity_through_a_third_name():
    nodes = ["x_ko", "x_en", "gaon"]
    found = [
        Link("x_en", "x_ko", "spelling", 0.9, "same"),
        Link("gaon", "x_en", "surface", 1.0, "same"),
    ]
    group = close(nodes, found, {"gaon": "gaon"})
    assert group["x_en"] == group["gaon"] != group["x_ko"]


def test_a_judged_pair_stays_apart_through_a_third_name():
    found = [
        Link("a", "b", "surface", 1.0, "same"),
        Link("b", "c", "surface", 1.0, "same"),
        Link("a", "c", "judgement", 1.0, "different"),
    ]
    group = close("abc", found, {})
    assert group["a"] != group["c"]


def test_order_does_not_matter():
    nodes = [
        node("가온반도체"),
        node("Gaon Semiconductor"),
        node("하늘", "PER"),
        node("Haneul", "PER"),
    ]
    assert links(nodes, []) == links(nodes[::-1], [])
