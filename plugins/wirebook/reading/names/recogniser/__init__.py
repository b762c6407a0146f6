"""The learned recogniser: where persons, organisations and places stand in a text.

A linear-chain conditional random field for each script (Lafferty, McCallum and Pereira 2001) over
hashed features. Its weights are data (``models/``), trained by scripts/names; docs/names.md tells
what counts as a name.
"""
