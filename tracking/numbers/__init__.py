"""Serial, lot and package no. information: the cards of single numbers (SET-145…165)."""
