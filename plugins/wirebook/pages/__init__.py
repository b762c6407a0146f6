"""Pages: bytes to an article's text, each character of which leads back to bytes."""
