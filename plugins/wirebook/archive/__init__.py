"""The archive: raw bytes in WARC files, snapshots, excerpts, and an address's history."""
