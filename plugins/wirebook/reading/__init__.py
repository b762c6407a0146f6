"""Reading: a text to spans with their meaning, one document at a time."""
