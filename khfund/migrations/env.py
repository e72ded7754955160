"""Runs the migrations on the connection that khfund hands over."""

from __future__ import annotations

from alembic import context

from khfund import tables

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=tables.metadata,
    render_as_batch=True,
    transaction_per_migration=False,
)
context.run_migrations()
