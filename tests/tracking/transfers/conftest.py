import pytest

from tests.factories import setup_series


@pytest.fixture(autouse=True)
def company(db) -> None:
    setup_series()
