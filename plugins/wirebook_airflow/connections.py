"""What the connections of Airflow say, for the tasks that go out."""

from __future__ import annotations

POSTGRES = "wirebook_postgres"


def postgres() -> str | None:
    """Return the address of the database to export to, None where the connection is not set.

    The connection either names host, login, password, port and schema (the database), or has a
    whole address, as libpq takes it, in its password field, which Airflow masks.
    """
    from airflow.sdk import Connection
    from airflow.sdk.exceptions import AirflowNotFoundException

    try:
        connection = Connection.get(POSTGRES)
    except AirflowNotFoundException:
        return None
    if not connection.host:
        return (connection.password or "").strip() or None
    from psycopg2.extensions import make_dsn

    address: str = make_dsn(
        host=connection.host,
        port=connection.port,
        user=connection.login,
        password=connection.password,
        dbname=connection.schema,
    )
    return address
