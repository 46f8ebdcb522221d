"""Every write to set-up records of items, locations and partners."""
