"""The forms of our set-up pages; each asks the policy of its record."""
