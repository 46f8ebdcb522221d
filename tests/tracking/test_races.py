"""One page open in several windows, all sending at the same moment."""

import pytest

from tests.factories import ItemFactory, lot_code, purchase_order, serial_code
from tests.tracking.posting.test_races import at_once
from tracking import errors
from tracking.models import TrackingLine, TrackingSession
from tracking.services import rows, sessions
from wms.core.errors import Refused

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.mark.rule("ITL-058", "ITL-059")
@pytest.mark.parametrize(
    ("code", "number", "refusal"),
    [
        (lot_code, {"lot_no": "A"}, errors.LotTwice),
        (serial_code, {"serial_no": "S1"}, errors.SerialTwice),
    ],
)
def test_a_number_typed_in_eight_windows_stands_once_and_seven_are_told(code, number, refusal):
    order = purchase_order(ItemFactory(item_tracking_code=code()), 8)
    session = sessions.open_page(order.lines.get(), order.created_by)

    answers = at_once(
        [lambda: rows.add_row(session=session, by=session.user, quantity=1, **number)] * 8
    )

    assert sum(isinstance(answer, TrackingLine) for answer in answers) == 1
    told = [answer for answer in answers if isinstance(answer, Refused)]
    assert [[type(one) for one in answer.violations] for answer in told] == [[refusal]] * 7
    assert session.rows.count() == 1


@pytest.mark.rule("ITL-204")
def test_a_page_that_one_user_opens_in_eight_windows_at_once_is_one_page():
    order = purchase_order(ItemFactory(item_tracking_code=lot_code()), 8)
    line, user = order.lines.get(), order.created_by

    pages = at_once([lambda: sessions.open_page(line, user).pk] * 8)

    assert len(set(pages)) == 1, pages
    assert TrackingSession.objects.filter(line=line).count() == 1
