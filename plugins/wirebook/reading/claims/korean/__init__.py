"""Korean: rules that draft a claim from particles and the words on both sides of an amount."""
