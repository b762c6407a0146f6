"""Erasing an article: from archive, landing, operational tables and every kept version."""
