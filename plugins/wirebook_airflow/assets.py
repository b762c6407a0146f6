"""The assets that tie the DAGs together."""

from airflow.sdk import Asset

LANDING = Asset("wirebook_landing")
MARTS = Asset("wirebook_marts")
