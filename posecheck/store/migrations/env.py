"""Alembic runs this file; `posecheck.store.migrate` hands it a connection whose transaction is already open."""

from alembic import context

from posecheck.store.migrate import VERSION_TABLE
from posecheck.store.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    version_table=VERSION_TABLE,
    transactional_ddl=True,
)
context.run_migrations()
