import pytest

from tests.factories import setup_series


@pytest.fixture(autouse=True)
def company(db) -> None:
    """Every series that a posting needs is set up."""
    setup_series()
