"""Kinds that need a service outside this machine; they answer `unsupported` and say what is missing."""

from __future__ import annotations

from noetlc.host.tools.base import Json, Request, Unavailable
from noetlc.host.tools.session import Session

REASONS = {
    "container": "tool container needs a Kubernetes cluster, which this host does not talk to; run the playbook on a NoETL worker",
    "gcs": "tool gcs needs Google Cloud Storage credentials and service, which this host does not have; use artifact or duckdb locally",
    "script": "tool script runs a Kubernetes job, which this host does not have; use a python or shell step locally",
    "snowflake": "tool snowflake needs the package snowflake-connector-python and a Snowflake account, which this host does not have",
    "snowflake_transfer": "tool snowflake_transfer needs a Snowflake account, which this host does not have; use transfer",
}


def run(request: Request, _session: Session) -> Json:
    """Always raises Unavailable."""
    raise Unavailable(REASONS[request.kind])
