"""Quotes: an order is made of them, with their lines and item tracking lines (QUOTE-001…005)."""
