"""Whether this process can serve: its database, its Redis, its tables."""

import redis
from django.conf import settings
from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor

PATIENCE = 2  # seconds for Redis to answer


def troubles() -> dict[str, str]:
    """What keeps the application from serving, by part; empty when it is ready."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("select 1")
        found = {"migrations": _unapplied()}
    except Error as error:
        found = {"database": type(error).__name__}
    found["redis"] = _redis()
    return {part: trouble for part, trouble in found.items() if trouble}


def _unapplied() -> str:
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return f"{len(plan)} not applied; run migrate" if plan else ""


def _redis() -> str:
    if not settings.REDIS_URL:
        return ""
    client = redis.Redis.from_url(
        settings.REDIS_URL, socket_timeout=PATIENCE, socket_connect_timeout=PATIENCE
    )
    try:
        client.ping()
    except (redis.RedisError, OSError) as error:
        return type(error).__name__
    finally:
        client.close()
    return ""
