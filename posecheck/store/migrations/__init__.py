"""How the tables came to be, one Alembic revision a file in `versions`.

A change to `posecheck.store.schema` needs a new file there: the next number, ``down_revision`` naming the one before,
and an ``upgrade``. A test compares what the revisions make with the schema. Revisions never import the schema: they
say what the tables were then. There is no way down, because that would drop what somebody has saved.
"""
