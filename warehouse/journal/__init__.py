"""Moving goods between the bins of one location, by a warehouse journal (WHS-231)."""
