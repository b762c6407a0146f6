"""The gate: what must hold before a candidate may be published."""
