"""The set-up pages of items, locations and partners."""
