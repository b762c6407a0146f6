"""Times: printed dates and the periods that a text speaks of."""
