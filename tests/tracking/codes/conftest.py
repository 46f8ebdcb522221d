import pytest

from tests.factories import setup_series


@pytest.fixture
def series(db) -> None:
    """Every series that a posting needs is set up."""
    setup_series()
