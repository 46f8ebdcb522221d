"""Posting: document lines and their tracking lines become ledger entries, all or nothing.

The steps, each in a number of statements that does not grow with the rows:

    service     lock, then the steps below, in one transaction
    staging     the rows to post, into a temporary table
    known       what the ledger knows of their numbers; dates that follow from it
    (policies)  every rule, as a question about the staged rows
    matching    which open entries the outbound rows consume
    writing     entries, applications, remaining quantities, register
    sources     posted document, source lines and tracking lines
"""

from tracking.posting.context import Posted, Posting
from tracking.posting.service import post_document, preview_document

__all__ = ["Posted", "Posting", "post_document", "preview_document"]
