"""What each ``wirebook`` command does, one module a command; imported when it is called."""
