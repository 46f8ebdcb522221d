"""Setting up number series and their lines (SET-101, SET-102)."""
