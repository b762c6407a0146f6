"""wirebook: the book of record of the money in the news wire.

The library behind the DAGs, the dbt project and the commands. It never imports Airflow.
"""

__version__ = "0.1.0"
