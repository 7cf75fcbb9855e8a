"""A recorded video: read, practised through, and made into an annotated video, a table and a report."""
