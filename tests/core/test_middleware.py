"""What every request passes through: hostile characters, sizes, headers, names."""

import io
import re

import pytest
from django.test import RequestFactory
from django.urls import reverse

from tests.factories import UserFactory
from wms.core.middleware import RefuseNulCharacters

NUL = "The request has a NUL character in it. Remove it and send again."
pytestmark = pytest.mark.django_db


@pytest.mark.rule("ERR-007")
@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
@pytest.mark.parametrize(
    "send",
    [
        lambda client, headers: client.get("/jobs/%00/", headers=headers),
        lambda client, headers: client.get("/jobs/", {"q": "a\x00b"}, headers=headers),
        lambda client, headers: client.get("/jobs/?a%00b=1", headers=headers),
        lambda client, headers: client.post("/login/", {"username": "a\x00b"}, headers=headers),
        lambda client, headers: client.post("/login/", {"user\x00name": "a"}, headers=headers),
        lambda client, headers: client.post(
            "/login/",
            "username=a%00b",
            headers=headers,
            content_type="application/x-www-form-urlencoded",
        ),
    ],
    ids=["path", "query", "query name", "form", "form name", "urlencoded form"],
)
def test_a_nul_character_is_refused_wherever_it_comes_in(client, send, headers):
    client.force_login(UserFactory())

    response = send(client, headers)

    assert response.status_code == 400
    assert response.content.decode() == NUL


@pytest.mark.rule("ERR-007")
def test_a_nul_character_in_a_file_name_is_refused(rf):
    body = (
        b'--XX\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n'
        b"Content-Type: text/csv\r\n\r\nS1\r\n--XX--\r\n"
    )
    request = rf.post("/", body, content_type="multipart/form-data; boundary=XX")
    request.FILES["file"]._name = "a\x00.csv"

    assert RefuseNulCharacters(_never)(request).content.decode() == NUL


@pytest.mark.rule("ERR-007")
def test_a_nul_character_written_into_a_cookie_is_refused(client):
    client.cookies.load({"sessionid": "x"})
    response = client.get("/jobs/", headers={"Cookie": 'sessionid="\\000aaaaaaaaaaaa"'})

    assert response.status_code == 400
    assert response.content.decode() == NUL


def _never(request):
    raise AssertionError("the request went on")


@pytest.mark.rule("SCAN-041")
def test_a_request_that_says_it_is_too_long_is_refused_unread(settings):
    class Unreadable(io.BytesIO):
        def read(self, *args):
            raise AssertionError("the body was read")

    request = RequestFactory().generic(
        "POST", "/login/", b"", content_type="multipart/form-data; boundary=XX"
    )
    request.META["CONTENT_LENGTH"] = str(settings.WMS_REQUEST_MAX_BYTES + 1)
    request.META["wsgi.input"] = request._stream = Unreadable()

    response = RefuseNulCharacters(_never)(request)

    assert response.status_code == 413
    assert (
        response.content.decode() == "The request is larger than 11 MB. Send fewer rows at a time."
    )


@pytest.mark.rule("SCAN-041")
def test_an_upload_is_written_to_disk_as_it_comes(rf, settings):
    file = io.BytesIO(b"S1\r\n" * (settings.FILE_UPLOAD_MAX_MEMORY_SIZE // 4 + 1))
    file.name = "serials.csv"
    request = rf.post("/", {"file": file})

    RefuseNulCharacters(lambda request: "went on")(request)

    assert request.FILES["file"].temporary_file_path()
    request.close()


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"--XX\r\nnonsense", "multipart/form-data; boundary=XX"),
        (b"--XX\r\n", "multipart/form-data"),
        (b"\xff\xfe" * 10, "multipart/form-data; boundary=\xe9"),
        (b"%%%\xff=\xff&&&", "application/x-www-form-urlencoded"),
        (b"{}", "application/json"),
        (b"a=" + b"1" * 10, "application/x-www-form-urlencoded; charset=nonsense"),
    ],
)
def test_a_malformed_form_is_no_fault_of_ours(client, body, content_type):
    response = client.generic("POST", "/login/", body, content_type=content_type)

    assert response.status_code in (400, 422)


def test_too_many_fields_are_refused(client, settings):
    fields = {f"f{n}": "1" for n in range(settings.DATA_UPLOAD_MAX_NUMBER_FIELDS + 1)}

    assert client.post("/login/", fields).status_code == 400


def test_a_request_that_breaks_off_is_no_fault_of_ours(rf):
    class Broken(io.BytesIO):
        def read(self, *args):
            raise OSError("the line went dead")

    request = rf.post("/login/", b"username=a", content_type="application/x-www-form-urlencoded")
    request._stream = Broken()

    response = RefuseNulCharacters(_never)(request)

    assert response.status_code == 400
    assert response.content.decode() == "The request broke off. Send it again."


def test_a_length_that_is_no_number_counts_as_none(rf):
    request = rf.get("/", CONTENT_LENGTH="many")

    assert RefuseNulCharacters(lambda request: "went on")(request) == "went on"


def assert_strict(response):
    policy = response["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "style-src 'self'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy


@pytest.mark.parametrize(
    "path",
    [
        "/login/",
        "/",
        "/jobs/",
        "/jobs/4711/",
        "/no-such-page/",
        "/healthz",
        "/admin/",
        "/jobs/?q=%00",
        "/static/css/wms.css",
        "/static/no-such-file.css",
    ],
)
@pytest.mark.parametrize("logged_in", [True, False])
def test_every_answer_has_the_strict_policy_and_is_named(client, path, logged_in):
    if logged_in:
        client.force_login(UserFactory())

    response = client.get(path)
    response.close()  # a static file is open

    assert_strict(response)
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "same-origin"
    assert re.fullmatch(r"[0-9a-f]{32}", response["X-Request-ID"])


def test_a_page_that_fails_has_the_strict_policy_too(client, settings, monkeypatch):
    def fail(request, *args, **kwargs):
        raise ZeroDivisionError

    monkeypatch.setattr("wms.core.views.jobs.selectors.visible_to", fail)
    client.force_login(UserFactory())
    client.raise_request_exception = False

    response = client.get(reverse("jobs"))

    assert response.status_code == 500
    assert_strict(response)


@pytest.mark.parametrize("given", ["from-the-proxy-1", "0123456789abcdef"])
def test_the_name_that_a_proxy_gave_is_kept(client, given):
    assert client.get("/healthz", headers={"X-Request-ID": given})["X-Request-ID"] == given


@pytest.mark.parametrize("given", ["short", "x" * 65, 'evil"\nline', "<script>alert</script>"])
def test_a_name_that_does_not_fit_is_replaced(client, given):
    assert client.get("/healthz", headers={"X-Request-ID": given})["X-Request-ID"] != given
