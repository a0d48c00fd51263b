"""Statements that run with every event, prepared by the server once for each connection."""

from collections.abc import Mapping
from typing import Any

import psycopg
from django.db import connection


def run_prepared(statement: str, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    """Run a statement in the current transaction and return its rows.

    Django binds values on the client's side, so that the server plans each statement anew; for the outbox
    the planning cost as much as the work. Raises Django's database errors.
    """
    connection.ensure_connection()
    connection.validate_no_broken_transaction()
    with connection.wrap_database_errors, psycopg.Cursor(connection.connection) as cursor:
        cursor.execute(statement, values, prepare=True)
        return cursor.fetchall() if cursor.description else []
