"""What happens in bins, said shortly."""

from tests.factories import UserFactory, add_line, journal
from tracking.posting import post_document
from wms.documents.kinds import EntryType


def take(location, bin_code, item, quantity):
    """Post stock out of a bin by the item journal."""
    batch = journal(location=location)
    place = location.bins.get(code=bin_code)
    add_line(batch, item, quantity, entry_type=EntryType.NEGATIVE_ADJMT, bin=place)
    return post_document(document=batch, by=UserFactory())
