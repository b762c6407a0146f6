"""Ways to call each command, which its help ends with; a test runs the parser on each."""

from __future__ import annotations

EXAMPLES = {
    "read": ['echo \'{"id": 1, "text": "It paid $5 million."}\' | wirebook read --only money'],
    "group": ["wirebook group < articles.jsonl"],
    "facts": [
        "wirebook facts --entity 하늘 --min-usd 1e9 --sort=-amount_usd",
        "wirebook facts --as-of '2026-11-21 09:00' --format csv > facts.csv",
    ],
    "ask": ["wirebook ask 5", "wirebook ask 'by modality' --format json"],
    "explain": ["wirebook explain samples/ledger-daily/03-eu-fine.txt"],
    "annotate": ["wirebook annotate article.txt --published-on 2026-11-21 > article.yaml"],
    "disagree": ["wirebook disagree article.yaml"],
    "publish": ["wirebook publish", "wirebook publish --allow-drop"],
    "override": [
        "wirebook override",
        "wirebook override band_articles --days 2 --why 'a month was fetched again'",
    ],
    "rollback": ["wirebook rollback", "wirebook rollback 0123456789abcdef"],
    "site": ["wirebook site"],
    "export": ["WIREBOOK_POSTGRES=service=news wirebook export postgres"],
    "history": ["wirebook history"],
    "verify": ["wirebook verify", "wirebook verify --candidate --format json"],
    "doctor": ["wirebook doctor --heal"],
    "erase": ["wirebook erase https://news.example/a1 --why 'a court order'"],
    "quarantine": ["wirebook quarantine list", "wirebook quarantine replay --publish"],
    "reread": ["wirebook reread --source meridian-wire --publish --quiet"],
    "completion": ['eval "$(wirebook completion bash)"'],
    "init": ["wirebook init", "wirebook init desk.yaml --address https://news.example/rss"],
    "source": ["wirebook source add https://news.example", "wirebook source check"],
}


def epilog(command: str) -> str:
    """Return what the help of a command ends with."""
    return "\n".join(["examples:", *(f"  {example}" for example in EXAMPLES[command])])
