"""One article, one address."""

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from wirebook.pages import addresses

CASES = yaml.safe_load(
    (Path(__file__).parents[1] / "cases" / "canonical.yaml").read_text(encoding="utf-8")
)


@pytest.mark.parametrize("group", CASES["same"], ids=lambda group: group[0])
def test_addresses_of_one_article_are_one(group: list[str]) -> None:
    assert {addresses.canonical(address) for address in group} == {group[0]}


@pytest.mark.parametrize("pair", CASES["different"], ids=lambda pair: pair[1])
def test_addresses_of_two_articles_stay_two(pair: list[str]) -> None:
    assert len({addresses.canonical(address) for address in pair}) == 2


@pytest.mark.parametrize(("page", "declared", "taken"), CASES["declared"])
def test_a_declaration_counts_within_its_site(page: str, declared: str, taken: str) -> None:
    assert addresses.of_page(page, declared) == taken


@given(st.text(max_size=80))
def test_it_is_idempotent(text: str) -> None:
    for address in (text, f"http://{text}", f"https://m.example.com/{text}"):
        try:
            once = addresses.canonical(address)
        except ValueError:
            continue
        assert addresses.canonical(once) == once


@given(st.text(max_size=80))
def test_the_exact_form_is_idempotent_and_of_the_same_article(text: str) -> None:
    for address in (f"http://{text}", f"https://m.example.com/?ref={text}", f"http://a.kr/?{text}"):
        try:
            once = addresses.exact(address)
        except ValueError:
            continue
        assert addresses.exact(once) == once
        assert addresses.canonical(once) == addresses.canonical(address)
