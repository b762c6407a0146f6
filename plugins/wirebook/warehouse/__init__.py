"""The warehouse: one dbt build over the landing, the rates it converts with, and closed groups."""
