"""Amounts: numerals, currencies, ranges and bounds put together as money and percentages."""
