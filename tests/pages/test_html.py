"""Articles out of pages: text, dates, and bytes for every span."""

from __future__ import annotations

import html
import json
import random
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wirebook.pages.article import ArticleError
from wirebook.pages.extract import extract

KO = [
    "한빛조선은 울산에 새 도크를 짓는 데 <b>3조 원</b>을 투자한다고 20일 밝혔다.",
    "회사는 &ldquo;일자리&nbsp;2천 개가 생긴다&rdquo;고 했다 &amp; 공사는 내년에 시작한다.",
    "전문가들은 이번 투자가 <a href='/x'>조선업</a> 전체에 좋은 영향을 줄 것으로 보고 있다.",
]
EN = [
    "Hanbit Shipyard will invest <em>3 trillion won</em> in a new dry dock, it said on Monday.",
    "The firm&#8217;s chief said &ldquo;the dock opens in 2028&rdquo; &mdash; a year late.",
    "Analysts said that the plan would help <a href='/x'>the whole industry</a> of the region.",
]
CHROME = "<nav><ul><li><a href='/'>Home</a></li><li><a href='/s'>Sports</a></li></ul></nav>"


def page(paragraphs: list[str], head: str = "", title: str = "A new dock") -> str:
    body = "".join(f"<p>{p}</p>\n" for p in paragraphs)
    return (
        f"<!DOCTYPE html><html><head><title>{title} - Example</title>{head}</head><body>{CHROME}"
        f"<script>var a = '<p>not shown</p>';</script><!-- <p>nor this</p> -->"
        f"<article><h1>{title}</h1>\n{body}</article>"
        "<footer>All rights reserved.</footer></body></html>"
    )


def shown(source: str) -> str:
    return "".join(html.unescape(re.sub(r"<[^>]*>", "", source)).split())


FIXTURES = [
    (page(KO, title="새 도크"), "utf-8"),
    (page(KO[:1] + KO[2:], title="새 도크"), "cp949"),
    (page(EN), "utf-8"),
    (page([EN[0], EN[2]]), "cp1252"),
    (page(KO + EN, title="두 언어"), "utf-16"),
    (page(["公司宣布将在未来三年内投资五十亿元，用于建设新的工厂。"] * 3, title="投资"), "gb18030"),
    (page(["会社は今後三年間で五百億円を投資し、新しい工場を建てると発表した。"] * 3), "cp932"),
    (page([p.replace(" ", "\n  ") for p in EN]), "utf-8"),
    (
        page(["한빛조선은 &#54620;&#48731; &#x1F6A2; 3조&#xC6D0;을 투자한다고 오늘 밝혔다."] * 2),
        "utf-8",
    ),
]


@pytest.mark.parametrize("fast", [False, True])
@pytest.mark.parametrize(("source", "charset"), FIXTURES)
def test_every_span_leads_to_bytes_that_contain_it(source: str, charset: str, fast: bool) -> None:
    raw = source.encode(charset)
    found = extract(raw, "text/html", charset, fast=fast)
    assert "not shown" not in found.text and "nor this" not in found.text
    assert "All rights" not in found.text
    pick = random.Random(1)
    for line in re.finditer(r"[^\n]+", found.text):
        for _ in range(200):
            start = pick.randrange(line.start(), line.end())
            end = pick.randrange(start, line.end()) + 1
            first, last = found.byte_map.span(start, end)
            held = shown(raw[first:last].decode(found.encoding))
            assert held == "".join(found.text[start:end].split())


@pytest.mark.parametrize("fast", [False, True])
def test_headline_and_body(fast: bool) -> None:
    found = extract(page(EN).encode(), "text/html", fast=fast)
    assert found.title == "A new dock"
    assert found.text.splitlines()[0] == "A new dock"
    assert "invest 3 trillion won in a new dry dock" in found.text
    assert "The firm’s chief said “the dock opens in 2028” — a year late." in found.text


def test_the_same_page_gives_the_same_text() -> None:
    raw = page([*EN, EN[0], EN[0]]).encode()
    texts = {extract(raw, "text/html").text for _ in range(5)}
    assert len(texts) == 1


def embedded(kind: str, value: object) -> bytes:
    script = f'<script type="{kind}" id="__NEXT_DATA__">{json.dumps(value)}</script>'
    return f"<html><body><div id=root></div>{script}</body></html>".encode()


BODY = (
    "한빛조선은 울산에 짓는 새 도크에 3조 원을 투자한다고 20일 밝혔다.\n"
    '공사는 "내년"에 시작해 3년 동안 이어진다 \U0001f6a2 고 회사는 말했다.'
)
HTML_BODY = (
    "<p>한빛조선은 울산에 짓는 새 도크에 <b>3조 원</b>을 투자한다고 20일 밝혔다.</p>"
    "<p>공사는 내년 봄에 시작해 3년 동안 이어진다고 했다.</p>"
)


@pytest.mark.parametrize(
    "raw",
    [
        embedded("application/ld+json", {"@type": "NewsArticle", "articleBody": BODY}),
        embedded("application/json", {"props": {"story": {"content": HTML_BODY}}}),
    ],
)
def test_an_article_that_stands_only_in_json_is_read(raw: bytes) -> None:
    found = extract(raw, "text/html")
    assert found.extractor == "embedded"
    start = found.text.index("3조 원")
    first, last = found.byte_map.span(start, start + 4)
    assert json.loads(f'"{raw[first:last].decode()}"') == "3조 원"


PARAGRAPHS = [
    "한빛조선은 도크에 3조 원을 쓴다고 했다.",
    "공사는 3년이다, ",
    *HTML_BODY.split("</p>")[:2],
]
ELEMENTS = [{"type": "text", "content": text} for text in PARAGRAPHS]
PLAIN = {"content_elements": ELEMENTS}
GLOBAL = "<script>var Site = window.Site || {{}}; Site.globalContent = {};</script>"


@pytest.mark.parametrize(
    "script",
    [
        f'<script type="application/json">{json.dumps({"body": PARAGRAPHS})}</script>',
        f'<script type="application/json">{json.dumps({"a": {"blocks": ELEMENTS}})}</script>',
        GLOBAL.format(json.dumps(PLAIN)),
        GLOBAL.format(json.dumps(PLAIN, ensure_ascii=False)),
    ],
)
def test_paragraphs_that_stand_in_a_json_list_are_one_body(script: str) -> None:
    raw = f"<html><body><div id=root></div>{script}</body></html>".encode()
    found = extract(raw, "text/html")
    assert found.text.splitlines() == [
        "한빛조선은 도크에 3조 원을 쓴다고 했다.",
        "공사는 3년이다,",
        "한빛조선은 울산에 짓는 새 도크에 3조 원을 투자한다고 20일 밝혔다.",
        "공사는 내년 봄에 시작해 3년 동안 이어진다고 했다.",
    ]
    start = found.text.index("3년이다")
    first, last = found.byte_map.span(start, start + 4)
    assert json.loads(f'"{raw[first:last].decode()}"') == "3년이다"


@pytest.mark.parametrize(
    "script",
    [
        f"<script>var consent = {json.dumps({'content': BODY})};</script>",
        '<script type="application/json">' + '{"content": [' * 50_000 + "</script>",
        '<script type="application/json">' + '{"content": ["' + "x" * 100_000 + "</script>",
    ],
)
def test_a_script_that_holds_no_article_is_left_alone(script: str) -> None:
    with pytest.raises(ArticleError, match="no article text"):
        extract(f"<html><body>{script}</body></html>".encode(), "text/html")


LD = '<script type="application/ld+json">{}</script>'
ARTICLE = {"@type": "NewsArticle", "headline": "A new dock", "articleSection": "Business"}
DATED = ARTICLE | {"datePublished": "2025-02-22T23:30:00Z"}
NESTED = {"@graph": [ARTICLE | {"datePublished": "2025-02-22T10:00:00+09:00"}]}
PUBLISHED = '<meta property="article:published_time" content="{}">'
DATE = '<meta name="date" content="{}">'
DATES = [
    # head, address -> the day in Seoul, evidence
    (LD.format(json.dumps(DATED)), None, "2025-02-23", "json-ld"),
    (LD.format(json.dumps(NESTED)), None, "2025-02-22", "json-ld"),
    (PUBLISHED.format("2025-02-22T00:10:00+0900"), None, "2025-02-22", "meta"),
    (PUBLISHED.format("2025-02-22 15:10"), None, "2025-02-22", "meta"),
    (DATE.format("Sat, 22 Feb 2025 20:00:00 GMT"), None, "2025-02-23", "meta"),
    (DATE.format("2025.02.22"), None, "2025-02-22", "meta"),
    ("", "https://example.com/2025/02/22/dock.html", "2025-02-22", "address"),
    ("", "https://example.com/article/20250222001234", "2025-02-22", "address"),
    (DATE.format("soon"), "https://example.com/a", None, None),
    (DATE.format("2025-02-31"), "https://example.com/a", None, None),
    ("", "https://example.com/id/99999999", None, None),
]


@pytest.mark.parametrize(("head", "address", "day", "evidence"), DATES)
def test_dates_are_the_outlets_and_never_invented(
    head: str, address: str | None, day: str | None, evidence: str | None
) -> None:
    raw = page(EN, head).encode()
    found = extract(raw, "text/html", address=address, timezone="Asia/Seoul")
    got = (found.published.day, found.published.evidence) if found.published else (None, None)
    assert got == (day, evidence)


def test_what_the_page_states_is_kept() -> None:
    data = ARTICLE | {
        "author": [{"name": "Kim A"}, {"name": "Lee B"}],
        "dateModified": "2025-02-23",
    }
    head = LD.format(json.dumps(data)) + '<link rel="canonical" href="/news/1?utm_source=x">'
    raw = page(EN, head).encode()
    found = extract(raw, "text/html", address="https://m.example.com/y")
    assert found.byline == "Kim A, Lee B"
    assert found.section == "Business"
    assert found.modified is not None and found.modified.day == "2025-02-23"
    assert found.canonical_url == "https://example.com/news/1"


def test_an_authors_profile_is_not_a_name() -> None:
    profile = '<meta property="article:author" content="https://social.example/lee">'
    assert extract(page(EN, profile).encode(), "text/html").byline is None
    named = profile + '<meta name="author" content="Lee B">'
    assert extract(page(EN, named).encode(), "text/html").byline == "Lee B"


NOTICES = [
    ("<p>Correction: the dock is in Ulsan.</p>", "corrected"),
    ("<p>[정정] 도크는 부산이 아니라 울산에 있습니다.</p>", "corrected"),
    ("<p>■ 바로잡습니다: 도크는 울산에 있습니다.</p>", "corrected"),
    ("<p>Retraction: this article was wrong.</p>", "retracted"),
    ("<p>CORRECTED-Ulsan gets a dock</p>", "corrected"),
    ("<p>(Corrects the place to Ulsan, not Busan.)</p>", "corrected"),
    ("<p>A previous version of this report named Busan.</p>", "corrected"),
    ("<p>【訂正】ドックは釜山ではなく蔚山にある。</p>", "corrected"),
    ("<p>The engineer corrects plans (corrects them daily) in Ulsan.</p>", "live"),
    ("<p>Corrected plans for the dock are in Ulsan.</p>", "live"),
    ("<p>The correction of prices went on, analysts said.</p>", "live"),
    ("<p>회사는 계획을 정정하지 않았다고 설명했다.</p>", "live"),
]


@pytest.mark.parametrize(("notice", "status"), NOTICES)
def test_a_notice_changes_the_status(notice: str, status: str) -> None:
    raw = page([*KO, notice]).encode()
    assert extract(raw, "text/html").status == status


BAD = [
    (b"<html><body><nav>Home</nav></body></html>", "no article"),
    (b"<html></html>", "no article"),
    (
        page(
            ["한빛조선은 \ufffd\ufffd조 원을 투자한다고 밝혔고 공사는 내년에 시작한다고 했다."]
        ).encode(),
        "undecodable",
    ),
]


@pytest.mark.parametrize(("raw", "reason"), BAD)
def test_a_page_without_an_article_says_so(raw: bytes, reason: str) -> None:
    with pytest.raises(ArticleError, match=reason):
        extract(raw, "text/html")


def test_a_lost_byte_matters_only_within_the_article() -> None:
    raw = page(KO).encode()
    outside = raw.replace(b"All rights", b"All \xb0 rights")
    found = extract(outside, "text/html")
    start = found.text.index("조선업")
    first, last = found.byte_map.span(start, start + 3)
    assert outside[first:last].decode() == "조선업"
    assert found.notes == ()
    inside = extract(raw.replace("조선업".encode(), "조선업".encode()[:-1]), "text/html")
    assert "조선\ufffd\ufffd" in inside.text
    assert inside.notes == ("2 bytes that are not utf-8 were replaced",)
    in_figure = re.sub("(조 ?)원".encode(), lambda m: m[1] + "원".encode()[:-1], raw, count=1)
    assert in_figure != raw
    with pytest.raises(ArticleError, match="beside a figure"):
        extract(in_figure, "text/html")


STAMP = "입력 2025.02.22 09:12 수정 2025.02.23 10:01"
OLDER = "<li>2025.01.0{}</li>"


@pytest.mark.parametrize(
    ("between", "head", "line"),
    [
        (f"<div>{STAMP}</div>", "", STAMP),
        (
            "<ul><li>김바다 기자</li><li>승인 2025.02.22 09:12</li></ul>",
            "",
            "승인 2025.02.22 09:12",
        ),
        ("<p class=d>February 22, 2025 | By Staff</p>", "", "February 22, 2025 | By Staff"),
        ("<p class=d>사진 3장</p>", "", None),
        ("<ul>" + "".join(OLDER.format(n) for n in range(1, 6)) + "</ul>", "", None),
        (f"<div>{STAMP}</div>", PUBLISHED.format("2025-02-22T00:10:00+0900"), None),
    ],
)
def test_a_printed_date_is_kept_where_the_markup_states_none(
    between: str, head: str, line: str | None
) -> None:
    above_text = f"<div class=top><h1>새 도크</h1>{between}</div><article>"
    source = page(KO, head, "새 도크").replace("<article><h1>새 도크</h1>", above_text)
    source = source.replace("</article>", "</article><div>지난 기사 2024.12.31 10:00</div>")
    found = extract(source.encode(), "text/html")
    lines = found.text.splitlines()
    assert lines[:2] == ["새 도크", line or html.unescape(re.sub("<[^>]*>", "", KO[0]))]
    if line is not None:
        start = found.text.index(line)
        first, last = found.byte_map.span(start, start + len(line))
        assert source.encode()[first:last].decode() == line


HOSTILE = [
    "<" * 200_000,
    "<!--" * 50_000,
    "<div>" * 20_000 + "text",
    "&" * 200_000,
    "<script>" * 50_000,
    "<p a='" * 50_000,
    '<script type="application/ld+json">' + "[" * 100_000 + "</script>",
    "<p>" + "a" * 500_000,
]


@pytest.mark.parametrize("fast", [False, True])
@pytest.mark.parametrize("source", HOSTILE, ids=lambda s: s[:12])
def test_hostile_pages_end(source: str, fast: bool) -> None:
    try:
        extract(f"<html><body>{source}</body></html>".encode(), "text/html", fast=fast)
    except ArticleError:
        pass


@given(st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=200))
def test_any_paragraph_is_mapped_or_refused(text: str) -> None:
    raw = page([html.escape(text), *EN]).encode()
    try:
        found = extract(raw, "text/html", fast=True)
    except ArticleError:
        return
    for index, char in enumerate(found.text):
        first, last = found.byte_map.span(index, index + 1)
        assert char.isspace() or char in html.unescape(raw[first:last].decode())


TEASERS = "".join(
    f"<li><a href='/{n}'>한빛조선 소식 {n}번째 이야기를 봅니다…</a></li>" for n in range(20)
)
SHORT = [
    "한빛조선은 울산에 도크를 하나 더 짓는다.",
    "공사는 내년 봄에 시작해 3년이 걸린다.",
    "울산시는 도로를 놓는 데 410억 원을 보탠다.",
]


@pytest.mark.parametrize(
    "body",
    [
        "<div itemprop=articleBody id=articletxt>{}<br><br>{}<br><br>{}</div>",
        "<section class=news_view><h2>2028년에 끝난다</h2>{}<br><br>{}<br><br>{}</section>",
        "<article id=dic_area><em>사진 한빛조선 제공</em><br><br>{}<br><br>{}<br><br>{}</article>",
        "<table><tr><td><b>제목</b></td></tr><tr><td>{}<br><br>{}<br><br>{}</td></tr></table>",
    ],
)
def test_short_article_keeps_its_lines_and_takes_no_teasers(body: str) -> None:
    page = (
        f"<html><body><div><ul>{TEASERS}</ul></div>{body.format(*SHORT)}<div><ul>{TEASERS}</ul></div>"
        "<footer><p>바다일보 | 서울시 중구 | 전화 02-000-0000</p></footer></body></html>"
    )
    lines = extract(page.encode(), "text/html").text.splitlines()
    assert [line for line in lines if line in SHORT] == SHORT
    assert not any("이야기" in line for line in lines)


def test_page_that_only_the_fast_extractor_reads() -> None:
    """A filing wraps its page in tags of its own, which the main extractor's parser refuses."""
    paragraphs = "".join(f"<P STYLE='margin-top:12pt'>{text}</P>\n" for text in EN)
    page = (
        "<DOCUMENT>\n<TYPE>EX-99.1\n<SEQUENCE>2\n<FILENAME>d1.htm\n<DESCRIPTION>EX-99.1\n<TEXT>\n"
        f"<HTML><HEAD><TITLE>EX-99.1</TITLE></HEAD><BODY BGCOLOR='WHITE'>{paragraphs}</BODY></HTML>"
        "\n</TEXT>\n</DOCUMENT>\n"
    )
    found = extract(page.encode(), "text/html")
    assert found.extractor == "resiliparse"
    assert found.text.count("invest 3 trillion won") == 1


@pytest.mark.parametrize("fast", [False, True])
def test_comments_are_not_the_article(fast: bool) -> None:
    comments = (
        "<div id=comments class=comments><h3>2 comments</h3><ol class=commentlist>"
        + "".join(
            f"<li class=comment><p>I paid {n} million dollars for mine, said nobody.</p></li>"
            for n in range(5)
        )
    )
    source = page(EN).replace("</article>", f"</article>{comments}</ol></div>")
    found = extract(source.encode(), "text/html", fast=fast)
    assert "3 trillion won" in found.text and "nobody" not in found.text


def test_page_of_links_alone_is_no_article() -> None:
    with pytest.raises(ArticleError, match="no article text"):
        extract(f"<html><body><ul>{TEASERS}</ul></body></html>".encode(), "text/html")
