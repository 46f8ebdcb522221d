"""The rules of set-up records of items, locations and partners."""
