"""What wirebook adds to Airflow: callbacks, and the embedded instance behind the make targets.

The library (``wirebook``) never imports Airflow; this package is the only one that may.
"""
