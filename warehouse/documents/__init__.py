"""Warehouse receipts and shipments."""
