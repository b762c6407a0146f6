"""``wirebook source`` and ``wirebook init``: a site on the loopback, looked at and written down."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from news_site import Answer, Site, page
from wirebook import cli, sources
from wirebook.commands.source import entry, places

KOREAN = "<p>한빛조선은 새 도크를 짓는 데 3조 원을 들인다고 밝혔다. 공사는 봄에 시작한다.</p>" * 4
HEAD = '<meta property="article:published_time" content="2026-07-10T09:00:00+09:00">'


def rss(site: Site, *numbers: int, title: str = "Example News") -> bytes:
    items = "".join(
        f"<item><title>{n}</title><link>{site.root}/news/{n}</link></item>" for n in numbers
    )
    return f'<rss version="2.0"><channel><title>{title}</title>{items}</channel></rss>'.encode()


@pytest.fixture
def news(site: Site) -> Site:
    """A site whose front page names its feed and whose robots.txt a sitemap, with three pages."""
    front = (
        '<html><head><meta property="og:site_name" content="The Example">'
        '<link rel="alternate" type="application/rss+xml" href="/feed"></head><body>x</body></html>'
    )
    listed = f"<url><loc>{site.root}/news/1</loc></url>"
    space = "http://www.sitemaps.org/schemas/sitemap/0.9"
    site.answers = {
        "/": Answer(front.encode()),
        "/feed": Answer(rss(site, 1, 2, 3), "application/rss+xml"),
        "/map.xml": Answer(f'<urlset xmlns="{space}">{listed}</urlset>'.encode(), "text/xml"),
        "/robots.txt": Answer(
            f"User-agent: *\nDisallow: /no\nSitemap: {site.root}/map.xml\n".encode()
        ),
        **{f"/news/{n}": Answer(page(n, head=HEAD, extra=KOREAN).encode()) for n in (1, 2, 3)},
    }
    return site


def run(*arguments: str) -> int:
    return cli.main(list(arguments))


def test_a_feed_is_added_with_what_its_pages_say(
    news: Site, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "mine.yaml"
    assert run("source", "add", f"{news.root}/feed", "--local", "--sources", str(file)) == 0
    loaded = sources.load(file)
    [source] = loaded.sources
    assert loaded.name == "mine"
    assert (source.kind, source.outlet, source.language) == ("feed", "Example News", "ko")
    assert (source.timezone, source.house_currency) == ("Asia/Seoul", "KRW")
    assert (source.licence, source.retention, source.local) == ("unknown", "spans_only", True)
    shown = capsys.readouterr().out
    assert "3 pages" in shown and "2026-07-10" in shown and "make run SOURCES=" in shown


def test_a_site_is_added_by_the_feed_that_it_names(news: Site, tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    assert run("init", str(file), "--address", news.root, "--local") == 0
    [source] = sources.load(file).sources
    assert (source.addresses, source.outlet) == ((f"{news.root}/feed",), "The Example")


def test_a_file_is_not_begun_twice(
    news: Site, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text("name: mine\n")
    assert run("init", str(file), "--address", news.root, "--local") == 1
    assert file.read_text() == "name: mine\n"
    assert "source add ADDRESS --sources" in capsys.readouterr().err


def test_without_a_feed_it_is_added_by_the_sitemap_of_its_robots(
    news: Site, tmp_path: Path
) -> None:
    news.answers["/feed"] = Answer(b"not here", status=404)
    file = tmp_path / "mine.yaml"
    assert run("source", "add", news.root, "--local", "--sources", str(file)) == 0
    [source] = sources.load(file).sources
    assert (source.kind, source.addresses) == ("sitemap", (f"{news.root}/map.xml",))


def test_an_entry_joins_a_file_and_leaves_the_rest_of_it_alone(news: Site, tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    before = (
        "# mine\nname: desk\nsources:\n- name: old  # first\n  kind: files\n  address: .\n"
        "  outlet: Tern\n  timezone: UTC\n  licence: ours\n\n"
        "# what stays how long\nkeep:\n  versions: 3\n"
    )
    file.write_text(before)
    assert run("source", "add", f"{news.root}/feed", "--local", "--sources", str(file)) == 0
    loaded = sources.load(file)
    assert [source.name for source in loaded.sources][0] == "old"
    assert (len(loaded.sources), loaded.keep.versions) == (2, 3)
    after = file.read_text()
    assert after.startswith(before[: before.index("\n# what")])
    assert after.endswith("\n# what stays how long\nkeep:\n  versions: 3\n")


def test_what_a_site_calls_itself_is_data(news: Site, tmp_path: Path) -> None:
    hostile = "x: {y}\u001b[2J&#10;  local: true&#10;- name: z {{ 1 }}"
    news.answers["/feed"] = Answer(rss(news, 1, title=hostile.replace("\u001b", "")), "text/xml")
    file = tmp_path / "mine.yaml"
    assert run("source", "add", f"{news.root}/feed", "--local", "--sources", str(file)) == 0
    [source] = sources.load(file).sources
    assert source.outlet == "x: {y}[2J local: true - name: z {{ 1 }}"


@pytest.mark.parametrize(
    ("address", "more", "says"),
    [
        ("/feed", ["--timezone", "Asia/Soul"], "'timezone'"),
        ("/feed", ["--house-currency", "WON"], "'house_currency'"),
        ("/feed", ["--name", "Not A Name"], "'name'"),
        ("/news/1", [], "neither a feed nor a sitemap"),
        ("/no/feed", [], "robots.txt disallows it"),
        ("/gone", [], "status 404"),
    ],
)
def test_nothing_is_written_where_something_is_wrong(
    news: Site,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    address: str,
    more: list[str],
    says: str,
) -> None:
    news.answers["/robots.txt"] = Answer(b"User-agent: *\nDisallow: /no\n")
    file = tmp_path / "mine.yaml"
    code = run("source", "add", news.root + address, "--local", "--sources", str(file), *more)
    told = capsys.readouterr().err
    assert (code, file.exists()) == (1, False)
    assert says in told and "Traceback" not in told and ".partial" not in told


def test_a_source_is_not_added_twice(news: Site, tmp_path: Path) -> None:
    asked = ["source", "add", f"{news.root}/feed", "--local", "--sources", str(tmp_path / "m.yaml")]
    assert run(*asked) == 0
    before = (tmp_path / "m.yaml").read_text()
    assert run(*asked) == 1
    assert (tmp_path / "m.yaml").read_text() == before


def test_a_private_site_needs_to_be_called_one(
    news: Site, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("source", "add", f"{news.root}/feed", "--sources", str(tmp_path / "m.yaml")) == 1
    assert news.paths() == []
    assert "127.0.0.1" in capsys.readouterr().err


def test_a_dry_run_shows_the_entry_alone(
    news: Site, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "mine.yaml"
    asked = ["source", "add", f"{news.root}/feed", "--local", "--dry-run"]
    assert run(*asked, "--sources", str(file)) == 0
    assert not file.exists()
    shown = capsys.readouterr().out
    assert yaml.safe_load(shown[shown.index("  - name") :])[0]["kind"] == "feed"


def write(file: Path, **fields: object) -> Path:
    given = {"name": "one", "kind": "feed", "outlet": "Tern", "licence": "ours", "local": True}
    given |= {"timezone": "Asia/Seoul", "pace_seconds": 0, **fields}
    file.write_text(yaml.safe_dump({"name": "desk", "sources": [given]}))
    return file


def test_check_tells_what_would_come_and_keeps_nothing(
    news: Site,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("WIREBOOK_HOME", str(tmp_path / "state"))
    file = write(tmp_path / "m.yaml", address=f"{news.root}/feed", language="en", min_articles=9)
    assert run("source", "check", "--sources", str(file)) == 0
    shown = capsys.readouterr().out
    assert "3 pages" in shown and "fewer than min_articles (9)" in shown
    assert "language is en, its pages are ko" in shown and "days old" in shown
    kept = [path for path in (tmp_path / "state").rglob("*") if path.is_file()]
    assert all(path.parent.name == "pace" for path in kept)


@pytest.mark.parametrize("fields", [{"address": "/gone"}, {"kind": "files", "address": "missing"}])
def test_check_fails_where_nothing_would_come(
    news: Site,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    fields: dict[str, str],
) -> None:
    monkeypatch.setenv("WIREBOOK_HOME", str(tmp_path / "state"))
    at = fields["address"]
    file = write(
        tmp_path / "m.yaml", **fields | {"address": news.root + at if at[0] == "/" else at}
    )
    assert run("source", "check", "one", "--sources", str(file)) == 1
    assert "odd: " in capsys.readouterr().out
    assert run("source", "check", "two", "--sources", str(file)) == 1
    assert "no source named 'two'" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("https://www.example.com/feed", "example"),
        ("https://news.example.co.kr/rss", "news-example"),
        ("http://127.0.0.1:80/feed", "127-0-0-1"),
        ("https://뉴스.example/", "source"),
    ],
)
def test_a_name_is_made_of_the_host(address: str, name: str) -> None:
    assert entry.name_of(address) == name


@pytest.mark.parametrize(
    ("address", "language", "country", "zone", "money"),
    [
        ("https://a.co.kr/", None, "KR", "Asia/Seoul", "KRW"),
        ("https://a.com/", "ko", "KR", "Asia/Seoul", "KRW"),
        ("https://a.co.uk/", "en", "GB", "Europe/London", "GBP"),
        ("https://a.com/", "en", None, None, None),
        ("https://a.com.au/", "en", "AU", None, "AUD"),
        ("https://a.eu/", "en", None, None, None),
    ],
)
def test_places_come_from_domain_and_language(
    address: str, language: str | None, country: str | None, zone: str | None, money: str | None
) -> None:
    assert places.country_of(address, language) == country
    assert places.zone_of(country, []) == zone
    assert places.money_of(country) == money
