"""Setting up bins, one by one or many by a pattern, and Warehouse Setup."""
