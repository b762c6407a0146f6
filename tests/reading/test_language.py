"""The language of a text, whole pages and fragments."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wirebook.reading.language import detect


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("한빛전자가 3조원을 투자한다.", "ko"),
        ("The mill will cost $3 million, the council said.", "en"),
        ("海蓝汽车宣布投资五十亿元建新厂。", "zh"),
        ("海藍汽車宣布投資五十億元。", "zh"),
        ("青葉電機は新しい工場に投資すると発表した。", "ja"),
        ("売上高800億円", "ja"),
        ("La empresa anunció una inversión de 300 millones de euros.", "es"),
        # A page's running text decides, not its furniture or its names.
        (
            "The ferry sailed again on Monday after two years.\n제보하기\n구독해주세요",
            "en",
        ),
        ("OpenAI와 SoftBank의 Stargate 프로젝트에 Oracle도 참여한다.", "ko"),
        ("習近平 주석이 회의를 열었다", "ko"),
        ("US$ 43,000", "en"),
        ("€2 million", "en"),
        ("5億円", "ja"),
        ("", None),
        ("12,345 %", None),
        ("Der Bundestag hat gestern das neue Gesetz über die Krankenhäuser beschlossen.", None),
        ("Правительство объявило о новых расходах.", None),
    ],
)
def test_detect(text: str, lang: str | None) -> None:
    assert detect(text) == lang


def test_numbers_before_the_words_do_not_hide_them() -> None:
    assert detect("1234567890 " * 2500 + "한빛전자가 3조원을 투자한다.") == "ko"


@given(st.text(alphabet=st.characters(exclude_categories=()), max_size=200))
def test_any_text_has_a_known_language_or_none(text: str) -> None:
    assert detect(text) in {"ko", "en", "zh", "ja", "es", None}
