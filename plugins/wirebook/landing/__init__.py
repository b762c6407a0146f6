"""The landing: what the reader said, one row an article version, as Parquet."""
