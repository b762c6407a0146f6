"""Bytes to text: forty fixtures, right, wrong and missing declarations, nothing ever replaced."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wirebook.pages import encoding
from wirebook.pages.article import ArticleError
from wirebook.pages.extract import extract

KO = (
    "한빛조선은 울산에 새 도크를 짓는 데 3조 원을 투자한다고 20일 밝혔다. 공사는 내년 봄에 "
    "시작해 3년 동안 이어지며, 일자리 2천 개가 생길 것으로 회사는 보고 있다.\n"
)
KO_RARE = "똠방각하 펲시콜라 뷁 쓩. 이 사전은 확장 완성형 글자를 쓰는 낱말을 모아 설명하고 있다.\n"
ZH = (
    "公司宣布将在未来三年内投资五十亿元，用于建设新的工厂。这个项目可以为当地带来两千个就业机会。\n"
)
TW = (
    "公司宣布將在未來三年內投資五十億元，用於建設新的工廠。這個計畫可以為當地帶來兩千個就業機會。\n"
)
JA = "会社は今後３年間で５００億円を投資し、新しい工場を建てると発表した。雇用は二千人増える。\n"
ES = "La compañía invertirá 300 millones de euros en una nueva fábrica, según anunció este año.\n"
DE = "Die Firma möchte für das nächste Jahr 300 Millionen Euro in die größere Fabrik stecken.\n"
FR = "L’entreprise a annoncé qu’elle investirait 300 millions d’euros – un « record » pour l’été.\n"
EN = "The firm said it would invest 3 billion dollars in a new plant next year.\n"

# text, encoding of the bytes, what is declared
FIXTURES = [
    (KO, "utf-8", None),
    (KO, "utf-8", "utf-8"),
    (KO, "utf-8", "euc-kr"),
    (KO, "utf-8", "iso-8859-1"),
    (KO, "utf-8-sig", None),
    (KO, "utf-8-sig", "euc-kr"),
    (KO, "cp949", None),
    (KO, "cp949", "euc-kr"),
    (KO, "cp949", "utf-8"),
    (KO, "cp949", "iso-8859-1"),
    (KO, "cp949", "windows-1252"),
    (KO, "cp949", "gb2312"),
    (KO, "cp949", "shift_jis"),
    (KO, "cp949", "no-such-charset"),
    (KO_RARE, "cp949", "euc-kr"),
    (KO_RARE, "cp949", None),
    (KO, "utf-16", None),
    (KO, "utf-16-le", None),
    (KO, "utf-16-be", "utf-16"),
    (KO, "gb18030", "gb18030"),
    (ZH, "utf-8", "gb2312"),
    (ZH, "gb18030", None),
    (ZH, "gb18030", "gb2312"),
    (ZH, "gb18030", "utf-8"),
    (ZH, "gb18030", "big5"),
    (ZH, "gb18030", "iso-8859-1"),
    (TW, "big5", None),
    (TW, "big5", "big5"),
    (TW, "big5", "utf-8"),
    (TW, "big5", "gb2312"),
    (TW, "gb18030", "gbk"),
    (JA, "cp932", None),
    (JA, "cp932", "shift_jis"),
    (JA, "cp932", "utf-8"),
    (JA, "cp932", "euc-jp"),
    (JA, "euc_jp", None),
    (JA, "euc_jp", "shift_jis"),
    (ES, "latin-1", None),
    (ES, "latin-1", "utf-8"),
    (DE, "cp1252", "iso-8859-1"),
    (FR, "cp1252", None),
    (FR, "cp1252", "euc-kr"),
    (EN, "ascii", "euc-kr"),
    (EN, "utf-16", "utf-8"),
]


@pytest.mark.parametrize(("text", "actual", "declared"), FIXTURES)
def test_the_text_comes_out_whatever_is_declared(
    text: str, actual: str, declared: str | None
) -> None:
    raw = text.encode(actual)
    found = encoding.decode(raw, declared)
    assert found.text == text
    assert "\ufffd" not in found.text


@pytest.mark.parametrize(("text", "actual", "declared"), FIXTURES)
def test_every_character_leads_to_its_bytes(text: str, actual: str, declared: str | None) -> None:
    raw = text.encode(actual)
    found = encoding.decode(raw, declared)
    offsets = found.offsets()
    for index, char in enumerate(found.text):
        assert raw[offsets[index] : offsets[index + 1]].decode(found.encoding) == char
    assert found.offsets(2, 5).tolist() == offsets[2:6].tolist()


@pytest.mark.parametrize("declared", ["euc-kr", "iso-8859-1", "utf-8", "shift_jis", "gb2312"])
def test_a_meta_element_that_lies_is_overridden(declared: str) -> None:
    raw = f'<html><head><meta charset="{declared}"></head><p>{KO}</p>'.encode("cp949")
    assert KO in encoding.decode(raw, None, is_html=True).text


BAD = [
    (KO.encode()[:50] + b"\xff" * 9 + KO.encode()[50:], "not UTF-8 at byte 50"),
    (KO.encode() + b"\xed\xa0\x80" * 3, "not UTF-8"),
    (bytes(500), "binary"),
    (b"%PDF-1.7 text", "PDF"),
    (b"PK\x03\x04 text", "zip"),
    (b"\xef\xbb\xbf\xff", "mark"),
    (b"\xff\xfe\x00", "mark"),
    (bytes(range(1, 32)) * 20, "control"),
    (bytes(range(128, 256)) * 20, "no other encoding fits"),
]


@pytest.mark.parametrize(("raw", "reason"), BAD)
def test_what_is_not_text_says_why(raw: bytes, reason: str) -> None:
    with pytest.raises(encoding.EncodingError, match=reason):
        encoding.decode(raw)


def korean(body: bytes, charset: str = "euc-kr", lang: str = "") -> bytes:
    head = f'<html{lang}><head><meta charset="{charset}"></head><body><article><h1>도크</h1><p>'
    return head.encode("cp949") + body + b"</p></article></body></html>"


BROKEN = [
    ("cp949", KO[:20].encode("cp949") + b"\xff\xfe" + KO[20:].encode("cp949"), "euc-kr", 2),
    ("cp949", b"\xff" + KO.encode("cp949"), "utf-8", 1),
    ("cp949", KO.encode("cp949") + b"\xb0 ", "iso-8859-1", 1),
    ("cp949", KO.encode("cp949") * 9 + b"\xff" * 7, "euc-kr", 7),
    ("utf-8", KO[:20].encode() + b"\xff\xfe" + KO[20:].encode(), "utf-8", 2),
    ("gb18030", ZH.encode("gb18030") * 2 + b"\xff", "gb2312", 1),
    ("big5hkscs", TW.encode("big5") * 2 + b"\xff", "big5", 1),
    ("cp932", JA.encode("cp932") * 2 + b"\x81 ", "shift_jis", 1),
    ("euc_jp", JA.encode("euc_jp") * 2 + b"\xff", "euc-jp", 1),
]


@pytest.mark.parametrize(("name", "body", "charset", "lost"), BROKEN)
def test_a_page_loses_a_few_bytes_and_not_itself(
    name: str, body: bytes, charset: str, lost: int
) -> None:
    head = f'<html><head><meta charset="{charset}"></head><p>'.encode()
    raw = head + body + b"</p></html>"
    found = encoding.decode(raw, None, is_html=True)
    assert (found.encoding, found.lost, found.shown.count("\ufffd")) == (name, lost, lost)
    offsets = found.offsets()
    for index, char in enumerate(found.text):
        piece = raw[offsets[index] : offsets[index + 1]]
        assert piece.decode(name, "surrogateescape") == char


LOSSY = [
    ("utf-8", KO[:6].encode() + b"\xff" + KO[6:].encode(), 1),
    ("utf-8", KO.encode() + b"\xed\xa0\x80", 3),
    ("cp949", KO.encode("cp949") + b"\xff\xfe" + KO.encode("cp949"), 2),
    ("cp949", KO.encode("cp949") + b"\xb0 ", 1),
    ("cp932", JA.encode("cp932") * 2 + b"\x81 ", 1),
    ("gb18030", ZH.encode("gb18030") * 2 + b"\xff", 1),
]


@pytest.mark.parametrize(("name", "raw", "lost"), LOSSY)
def test_a_text_file_loses_a_few_bytes_and_not_itself(name: str, raw: bytes, lost: int) -> None:
    article = extract(raw, "text/plain")
    assert (article.encoding, article.text.count("\ufffd")) == (name, lost)
    assert article.notes == (f"{lost} bytes that are not {name} were replaced",)
    at = article.text.index("\ufffd")
    start, end = article.byte_map.span(0, at)
    assert raw[start:end].decode(name) == article.text[:at]


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        ("투자는 3".encode() + b"\xff" + "00억 원이다.".encode(), "beside a figure"),
        ("투자는 ".encode("cp949") + b"\xff" + "5억 원이라고 밝혔다.".encode("cp949"), "figure"),
        ("투자는 3\ufffd억 원이다.".encode(), "before it came here"),
    ],
)
def test_a_text_file_that_lost_a_part_of_a_figure_is_refused(raw: bytes, reason: str) -> None:
    with pytest.raises(ArticleError, match=reason):
        extract(raw, "text/plain")


def test_a_page_that_lost_much_is_refused() -> None:
    body = KO.encode("cp949")[:90] + b"\xff" * 12
    with pytest.raises(encoding.EncodingError):
        encoding.decode(korean(body), None, is_html=True)


def test_lost_bytes_are_told_and_spans_lead_past_them() -> None:
    text = "한빛조선은 울산에 새 도크를 짓는다고 밝혔다. 공사는 내년 봄에 시작해 오래 이어진다. "
    body = (
        text.encode("cp949")
        + b"\xff\xfe "
        + "회사는 일자리가 생길 것으로 보고 있다.".encode("cp949")
    )
    raw = korean(body)
    found = extract(raw, "text/html")
    assert found.notes == ("2 bytes that are not cp949 were replaced",)
    start = found.text.index("일자리")
    first, last = found.byte_map.span(start, start + 3)
    assert raw[first:last].decode("cp949") == "일자리"


FIGURES = [
    "3\ufffd00억 원",
    "\ufffd조 원",
    "$\ufffd5 million",
    "3조\ufffd 원",
    "5\ufffd%",
    "2억 \ufffd원",
]


@pytest.mark.parametrize("figure", FIGURES)
def test_a_figure_that_lost_a_byte_is_nobodys(figure: str) -> None:
    text = f"한빛조선은 울산에 새 도크를 짓는 데 {figure}을 투자한다고 밝혔다. {KO}"
    body = b"\xff".join(part.encode("cp949") for part in text.split("\ufffd"))
    with pytest.raises(ArticleError, match="beside a figure"):
        extract(korean(body), "text/html")


STATEFUL = [
    (JA, "iso2022_jp", "iso-2022-jp"),
    (JA, "iso2022_jp", None),
    (JA, "iso2022_jp", "utf-8"),
    ("ﾄﾞｯｸを建てる造船所は新しい。", "iso2022_jp_ext", "iso-2022-jp"),
    (KO, "iso2022_kr", "iso-2022-kr"),
    (KO, "iso2022_kr", None),
]


@pytest.mark.parametrize(("text", "actual", "declared"), STATEFUL)
def test_what_switches_sets_is_read_and_mapped(
    text: str, actual: str, declared: str | None
) -> None:
    raw = f"<p>{text}</p>".encode(actual)
    found = encoding.decode(raw, declared, is_html=True)
    assert found.text == f"<p>{text}</p>"
    offsets = found.offsets()
    assert (int(offsets[0]), int(offsets[-1]), len(offsets)) == (0, len(raw), len(found.text) + 1)
    assert raw[: offsets[10]].decode(actual) == found.text[:10]


def test_redundant_switches_are_mapped_too() -> None:
    raw = "造船".encode("iso2022_jp") + "所は".encode("iso2022_jp")  # back and forth in between
    found = encoding.decode(raw, "iso-2022-jp")
    assert found.text == "造船所は"
    assert raw[: found.offsets()[3]].decode("iso2022_jp") == "造船所"


def test_an_escape_in_plain_text_is_no_switch() -> None:
    raw = "plain text with an \x1b escape and 한빛".encode()
    assert encoding.decode(raw).encoding == "utf-8"


def test_the_language_of_a_page_tells_of_its_encoding() -> None:
    raw = korean("똠방각하 뷁".encode("cp949"), "utf-8", ' lang="ko"')
    assert "똠방각하 뷁" in encoding.decode(raw, "utf-8", is_html=True).text


@given(st.binary(max_size=200), st.sampled_from([None, "euc-kr", "utf-8", "iso-2022-jp", "big5"]))
def test_any_page_maps_back_or_says_why(body: bytes, declared: str | None) -> None:
    raw = korean(body)
    try:
        found = encoding.decode(raw, declared, is_html=True)
        offsets = found.offsets()
    except encoding.EncodingError:
        return
    assert len(offsets) == len(found.text) + 1
    assert int(offsets[-1]) == len(raw)


def test_replacement_characters_from_elsewhere_are_quarantined() -> None:
    with pytest.raises(ArticleError, match="replacement"):
        extract("한빛조선\ufffd 발표".encode(), "text/plain")


def test_text_is_decoded_exactly() -> None:
    text = "a\r\nb\rc\u2028d e\u0301 \u1112\u1161\u11ab\n"
    assert extract(text.encode(), "text/plain").text == text


@given(st.binary(max_size=300), st.sampled_from([None, "euc-kr", "utf-8", "big5", "x\x00y", "hz"]))
def test_any_bytes_decode_exactly_or_say_why(raw: bytes, declared: str | None) -> None:
    try:
        found = encoding.decode(raw, declared)
    except encoding.EncodingError:
        return
    errors = "surrogateescape" if found.is_lossy else "strict"
    assert raw[found.skip :].decode(found.encoding, errors) == found.text


@given(st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=300))
def test_utf8_text_is_itself(text: str) -> None:
    raw = text.encode()
    if raw.startswith((b"\xef\xbb\xbf", b"%PDF-", b"PK")):
        return
    found = encoding.decode(raw)
    assert found.text == text
    assert int(found.offsets()[-1]) == len(raw)
