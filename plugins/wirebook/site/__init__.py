"""The book for people: a static site of one published version, which asks no network."""
