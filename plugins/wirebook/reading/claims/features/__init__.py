"""What the models of claims see, as named features: of amounts, candidates, pairs and periods."""
