"""The demo company: data files, loaded into an empty database through the application's own services."""

from warehouse.demo.loading import DEMO_PASSWORD, is_empty, is_loaded, load, set_passwords

__all__ = ["DEMO_PASSWORD", "is_empty", "is_loaded", "load", "set_passwords"]
