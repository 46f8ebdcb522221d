from warehouse.selectors.bins import BinDifference, bin_differences

__all__ = ["BinDifference", "bin_differences"]
