"""Names: who and what a text names, and the listed entity behind a name."""
