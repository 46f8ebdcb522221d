"""Tracing: from where goods came and to whom they went, along the application entries (TRC rules)."""
