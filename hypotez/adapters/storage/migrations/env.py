"""What Alembic runs to migrate: on the connection that it is given, inside the transaction that is open there."""

from alembic import context

from hypotez.adapters.storage.tables import METADATA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    render_as_batch=True,
    transactional_ddl=False,  # the caller's transaction covers all steps and the version
)
context.run_migrations()
