"""Sales lines that are bought for: bound to purchase lines, and their numbers kept the same (ITL-183)."""
