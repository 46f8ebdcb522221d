"""The camera as a scanner, where the browser has one (SCAN-036).

No test machine has a camera, nor a browser that reads codes: both are stood in for at the browser's own
interfaces, so that all of ours is real.
"""

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from tests.factories import ItemFactory, lot_code, purchase_order, serial_code
from tests.warehouse.scenes import pick_location, put, released_order
from tracking.models import TrackingLine
from warehouse.models import ActivityLine

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.rule("SCAN-036"),
]

CAMERA = """
window.inPicture = [];
window.looks = 0;
window.asked = null;
navigator.mediaDevices.getUserMedia = async (wanted) => {
  const canvas = document.createElement("canvas");
  canvas.getContext("2d").fillRect(0, 0, 1, 1);
  window.cameraStream = canvas.captureStream(10);
  return window.cameraStream;
};
"""
READER = """
window.BarcodeDetector = class {
  static async getSupportedFormats() { return ["qr_code", "code_128", "aztec"]; }
  constructor(options) { window.asked = options.formats; }
  async detect() { window.looks++; return window.inPicture.map((rawValue) => ({ rawValue })); }
};
"""
NO_READER = "delete window.BarcodeDetector;"


def refusing(name: str) -> str:
    return f"navigator.mediaDevices.getUserMedia = async () => {{ throw new DOMException('', '{name}'); }};"


@pytest.fixture
def page(signed_in_page):
    signed_in_page.on("dialog", lambda dialog: dialog.accept())
    return signed_in_page


def open_page(page: Page, document, *scripts: str) -> None:
    for script in scripts:
        page.add_init_script(script)
    page.goto(reverse("tracking_lines", args=[document.lines.get().pk]))


def start(page: Page) -> None:
    page.get_by_role("button", name="Scan with the camera").click()


def hold(page: Page, *codes: str) -> None:
    page.evaluate("codes => { window.inPicture = codes; }", list(codes))


def looked_long(page: Page) -> None:
    """It has looked more than once, for twice as long as a code may be out of its sight."""
    before = page.evaluate("window.looks")
    page.wait_for_timeout(1500)
    while page.evaluate("window.looks") < before + 3:
        page.wait_for_timeout(100)


def said(page: Page):
    return page.locator("#camera [role=status]")


def lots() -> dict[str, int]:
    return dict(TrackingLine.objects.values_list("lot_no", "quantity"))


def test_what_it_reads_goes_the_way_of_a_scan(page):
    order = purchase_order(ItemFactory(item_tracking_code=serial_code()), 3)
    open_page(page, order, CAMERA, READER)

    start(page)
    hold(page, "S1")
    expect(page.locator("#scan-said")).to_contain_text("S1")
    hold(page, "S1", "S2")

    expect(page.locator("#tracking-rows tr[data-line-row]")).to_have_count(2)
    expect(said(page)).to_contain_text("S2 read")
    expect(page.locator("#rows-count")).to_have_text("2 rows")
    assert set(TrackingLine.objects.values_list("serial_no", flat=True)) == {"S1", "S2"}
    assert page.evaluate("window.asked") == ["code_128", "qr_code"]


def test_a_code_counts_once_until_it_has_left_the_picture(page):
    order = purchase_order(ItemFactory(item_tracking_code=lot_code()), 5)
    open_page(page, order, CAMERA, READER)
    start(page)

    hold(page, "L1")
    expect(page.locator("#scan-said")).to_contain_text("L1")
    looked_long(page)
    assert lots() == {"L1": 1}

    hold(page)
    looked_long(page)
    hold(page, "L1")
    expect(page.locator("#scan-said")).to_contain_text("3")
    assert lots() == {"L1": 2}


def test_closed_it_reads_no_more_and_the_camera_is_off(page):
    order = purchase_order(ItemFactory(item_tracking_code=lot_code()), 5)
    open_page(page, order, CAMERA, READER)
    start(page)
    expect(said(page)).to_contain_text("Hold a code")

    page.get_by_role("button", name="Close the camera").click()
    hold(page, "L1")
    page.wait_for_timeout(500)

    expect(page.locator("#camera")).to_be_hidden()
    assert page.evaluate("window.cameraStream.getTracks().every((t) => t.readyState === 'ended')")
    assert lots() == {}


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("NotAllowedError", "The camera may not be used here"),
        ("NotFoundError", "No camera was found"),
        ("NotReadableError", "Another application uses the camera"),
        ("AbortError", "cannot be started (AbortError)"),
    ],
)
def test_refused_it_says_why_and_the_field_stays_usable(page, name, words):
    order = purchase_order(ItemFactory(item_tracking_code=serial_code()), 3)
    open_page(page, order, CAMERA, READER, refusing(name))

    start(page)

    expect(said(page)).to_contain_text(words)
    expect(said(page)).to_contain_text("Type the number, or use a scanner.")
    page.locator("#scan-code").fill("S7")
    page.locator("#scan-code").press("Enter")
    expect(page.locator("#tracking-rows tr[data-line-row]")).to_have_count(1)


def test_a_browser_that_cannot_read_codes_says_so(page):
    order = purchase_order(ItemFactory(item_tracking_code=serial_code()), 3)
    open_page(page, order, CAMERA, NO_READER)

    start(page)

    expect(said(page)).to_contain_text("cannot read codes")


def test_without_a_camera_there_is_no_button(page):
    order = purchase_order(ItemFactory(item_tracking_code=serial_code()), 3)
    open_page(
        page,
        order,
        "Object.defineProperty(navigator, 'mediaDevices', { value: undefined });",
    )

    expect(page.locator("#scan-code")).to_be_visible()
    expect(page.locator("[data-camera]")).to_be_hidden()


def test_a_pick_is_scanned_with_it_through_all_its_questions(page):
    silver = pick_location()
    item = ItemFactory(item_tracking_code=serial_code())
    put(silver, "B1", item, serials=["S1"])
    order = released_order(item, 1, silver, serials=["S1"])
    page.add_init_script(CAMERA + READER)
    page.goto(reverse("documents_to_pick"))
    page.get_by_role("link", name=order.no).click()
    page.get_by_role("button", name="Create inventory pick").click()
    page.get_by_role("link", name="Scan").click()

    start(page)
    hold(page, "B1")
    expect(page.get_by_label("Serial number")).to_be_visible()
    hold(page, "S1")

    expect(page.get_by_text("All lines are done")).to_be_visible()
    assert ActivityLine.objects.get().qty_to_handle == 1
