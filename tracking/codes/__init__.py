"""Setting up item tracking codes and number information."""
