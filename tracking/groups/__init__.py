"""Tracking dimension groups: set-up, and what they ask of the item tracking codes that name them."""
