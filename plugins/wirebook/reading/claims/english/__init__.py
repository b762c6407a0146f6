"""English: rules that draft a claim from a sentence's words."""
