import pytest

from tests.factories import ItemFactory, code_with, lot_code, serial_code, setup_series
from tests.tracking.posting.desk import JUN_30, lot, receive
from wms.inventory.models import Item


@pytest.fixture(autouse=True)
def company(db) -> None:
    """Every series that a posting needs is set up."""
    setup_series()


@pytest.fixture
def bolt(db) -> Item:
    """Lots, followed from entry to exit."""
    return ItemFactory(no="BOLT", item_tracking_code=lot_code())


@pytest.fixture
def lamp(db) -> Item:
    """Serials, followed from entry to exit."""
    return ItemFactory(no="LAMP", item_tracking_code=serial_code())


@pytest.fixture
def chair(db) -> Item:
    """Serials, as LAMP."""
    return ItemFactory(no="CHAIR", item_tracking_code=serial_code())


@pytest.fixture
def nail(db) -> Item:
    """No numbers."""
    return ItemFactory(no="NAIL")


@pytest.fixture
def blank_lamp(db) -> Item:
    """Serials only where it is sold or comes back: stock carries none (SNSALES)."""
    return ItemFactory(
        no="LAMP",
        item_tracking_code=code_with(
            "SNSALES", sn_sales_outbound_tracking=True, sn_sales_inbound_tracking=True
        ),
    )


@pytest.fixture
def tea(db) -> Item:
    """Lots with expiration dates."""
    return ItemFactory(no="TEA", item_tracking_code=lot_code(use_expiration_dates=True))


@pytest.fixture
def a6(tea) -> None:
    """Lot A of it: 6 pieces until 30 June."""
    receive(tea, lot("A", 6, expiration_date=JUN_30))


@pytest.fixture
def milk(db) -> Item:
    """Lots with expiration dates."""
    return ItemFactory(no="MILK", item_tracking_code=lot_code(use_expiration_dates=True))


@pytest.fixture
def strict_milk(db) -> Item:
    """Nothing of it leaves after its date."""
    return ItemFactory(no="MILK", item_tracking_code=lot_code(strict_expiration_posting=True))


@pytest.fixture
def tea_in_boxes(db) -> Item:
    return ItemFactory(
        no="TEA",
        item_tracking_code=code_with(
            "BOXED", specific=("lot", "package"), use_expiration_dates=True
        ),
    )


@pytest.fixture
def vaccine(db) -> Item:
    """Serials in lots."""
    return ItemFactory(
        no="VAC",
        item_tracking_code=code_with("BOTH", specific=("serial", "lot"), use_expiration_dates=True),
    )


@pytest.fixture
def free(db) -> Item:
    """Numbers are information only."""
    return ItemFactory(no="FREE", item_tracking_code=code_with("FREEENTRY"))
