"""Training the names recogniser: sentences with names in, tables of weights out."""
