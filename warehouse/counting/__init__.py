"""Physical inventory: what the books say is where, to be compared with what is counted (POST section 1, 19)."""
