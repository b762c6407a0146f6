"""Text put safely into another language: SQL, a terminal, a log, a table, a message to people."""

from wirebook.quoting.characters import json_line, printable, printable_lines
from wirebook.quoting.contacts import (
    contact_spans,
    has_contact,
    without_contacts,
    without_emails,
)
from wirebook.quoting.places import shown_with_places
from wirebook.quoting.sql import identifier, literal

__all__ = [
    "contact_spans",
    "has_contact",
    "identifier",
    "json_line",
    "literal",
    "printable",
    "printable_lines",
    "shown_with_places",
    "without_contacts",
    "without_emails",
]
