"""Bulk reclassification from a file: many rows, one posting, all of it or nothing (RCL-057…069)."""

from tracking.reclassification.batch import Batch, Options, Outcome, reclassify

__all__ = ["Batch", "Options", "Outcome", "reclassify"]
