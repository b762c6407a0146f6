"""What consumers open: candidates, versions, and the pointer that says which is current."""
