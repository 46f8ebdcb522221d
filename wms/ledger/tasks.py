"""Work of the book that a worker does."""

from celery import shared_task

from wms.ledger import lists, proofs

__all__ = ["check_ledger", "lists", "proofs"]


@shared_task(name="ledger.check_ledger", ignore_result=True)
def check_ledger() -> None:
    """Nightly, by beat; twice gives two results of the same."""
    proofs.prove()
