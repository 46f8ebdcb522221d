import pytest

from tests.factories import ItemFactory, UserFactory, lot_code


@pytest.fixture
def boss(client, db):
    client.force_login(UserFactory())
    return client


@pytest.fixture
def table(db):
    """Item 1920, followed by lot."""
    return ItemFactory(no="1920", item_tracking_code=lot_code())


@pytest.fixture
def stored(settings, tmp_path):
    """Where attached files are kept during the test."""
    settings.MEDIA_ROOT = tmp_path
    return lambda: sorted(path for path in tmp_path.rglob("*") if path.is_file())
