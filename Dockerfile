# One image for every Airflow component; compose says which one a container is.
FROM python:3.11.14-slim-bookworm

ENV PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    AIRFLOW_HOME=/home/wirebook/airflow \
    WIREBOOK_PROJECT=/opt/wirebook \
    PATH=/opt/wirebook/.venv/bin:$PATH

WORKDIR /opt/wirebook
RUN apt-get update \
    && apt-get install --yes --no-install-recommends make \
    && rm -rf /var/lib/apt/lists/* \
    && groupadd --gid 50000 wirebook \
    && useradd --create-home --uid 50000 --gid 50000 wirebook

# The lock first: the layer with the packages stays as long as the lock does.
COPY requirements.lock pyproject.toml README.md Makefile ./
COPY plugins plugins
RUN make setup LOCK=requirements.lock

COPY dags dags
COPY dbt_project dbt_project
COPY expectations expectations
COPY samples samples
RUN mkdir -p /state "$AIRFLOW_HOME" \
    && chown -R wirebook:wirebook /state "$AIRFLOW_HOME" \
    && chmod 0700 /state "$AIRFLOW_HOME"

# By number, so that it can be seen not to be root.
USER 50000:50000
VOLUME /state
