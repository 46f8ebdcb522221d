"""Handlers of the background jobs of this app."""

from tracking.jobs import posting

__all__ = ["posting"]
