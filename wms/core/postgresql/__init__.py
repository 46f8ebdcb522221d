"""PostgreSQL as this application uses it (``ENGINE`` in the settings)."""
