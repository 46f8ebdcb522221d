"""The receipt side of a transfer order's tracking: which of the numbers in transit have arrived."""
