"""The page on which lines of a posted document are undone; ``tracking.posting.undo`` does it."""
