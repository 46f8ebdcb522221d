"""Serials that are captured at the pick: the list below a line, and numbers assigned to lines."""
