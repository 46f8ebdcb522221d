"""Who asks."""

import pytest

from tests.factories import user_with_role


@pytest.fixture
def purchaser(client):
    user = user_with_role("purchaser")
    client.force_login(user)
    return user


@pytest.fixture
def seller(client):
    user = user_with_role("sales")
    client.force_login(user)
    return user
