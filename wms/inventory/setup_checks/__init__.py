"""Check setup: items, locations, warehouse employees and the company's settings."""

from wms.inventory.setup_checks import company, employees, items, locations

__all__ = ["company", "employees", "items", "locations"]
