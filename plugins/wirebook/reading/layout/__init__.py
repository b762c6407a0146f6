"""Layout: which lines of a text are the article, and when it says it was published."""
