"""The rules of tracking, each a question about many rows (wms.core.rules)."""
