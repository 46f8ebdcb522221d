"""What the machines around ask: is it alive, can it serve?"""

import json

import pytest
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "answer"),
    [("/healthz", {"status": "alive"}), ("/readyz", {"status": "ready", "troubles": {}})],
)
def test_given_all_is_well_then_nobody_needs_to_log_in_to_hear_it(client, path, answer):
    response = client.get(path)

    assert response.status_code == 200
    assert response.json() == answer
    assert "no-store" in response["Cache-Control"]


def test_it_is_alive_without_looking_at_the_database(client):
    assert client.get("/healthz").status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_only_reading_is_answered(client, path):
    assert client.head(path).status_code == 200
    assert client.post(path).status_code == 405


@pytest.mark.django_db
def test_given_a_migration_that_is_not_applied_then_it_is_not_ready(client):
    MigrationRecorder.Migration.objects.filter(app="core").latest("name").delete()

    response = client.get("/readyz")

    assert response.status_code == 503
    troubles = response.json()["troubles"]
    assert troubles["migrations"].endswith("not applied; run migrate")


@pytest.mark.django_db
def test_given_a_redis_that_does_not_answer_then_it_is_not_ready(client, settings):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"

    response = client.get("/readyz")

    assert response.status_code == 503
    assert response.json() == {"status": "not ready", "troubles": {"redis": "ConnectionError"}}


@pytest.mark.django_db
def test_without_redis_the_demo_is_ready(client, settings):
    settings.REDIS_URL = ""

    assert client.get("/readyz").status_code == 200


@pytest.mark.django_db
def test_given_a_database_that_does_not_answer_then_it_is_not_ready_and_no_address_is_told(client):
    def refuse(execute, sql, params, many, context):
        raise OperationalError("no route to secret-host")

    with connection.execute_wrapper(refuse):
        response = client.get("/readyz")

    assert response.status_code == 503
    assert response.json()["troubles"]["database"] == "OperationalError"
    assert "secret-host" not in json.dumps(response.json())
