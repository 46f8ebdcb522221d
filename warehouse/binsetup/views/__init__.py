"""The pages of zones, bin types, bins, bin contents and Warehouse Setup."""
