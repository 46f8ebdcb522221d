import pytest

from tests.factories import UserFactory


@pytest.fixture
def boss(client):
    client.force_login(UserFactory())
    return client
