"""What a changed item tracking code would have refused of what was posted in a past period."""
