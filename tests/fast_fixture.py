"""What every test would pay for anew, though no test is about it (for conftest.py)."""

from collections.abc import Iterator

import pytest
from django.test import override_settings
from whitenoise.middleware import WhiteNoiseMiddleware


@pytest.fixture(scope="session", autouse=True)
def cheap_passwords() -> Iterator[None]:
    """A password's slow hash takes a quarter of a second, once per user who has one."""
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        yield


@pytest.fixture(scope="session", autouse=True)
def static_files_found_once() -> Iterator[None]:
    """Each test client makes WhiteNoise anew, which looks through the folders of all static files."""
    look, found = WhiteNoiseMiddleware.add_files_from_finders, {}

    def look_once(self) -> None:
        if self.static_prefix not in found:
            look(self)
            found[self.static_prefix] = dict(self.files)
        self.files.update(found[self.static_prefix])

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(WhiteNoiseMiddleware, "add_files_from_finders", look_once)
        yield
