"""Reservations against stock, as far as numbers are concerned (rule book 02, section 14)."""
