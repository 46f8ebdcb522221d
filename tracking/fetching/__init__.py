"""Lines taken over from posted documents, with their numbers: to be invoiced, or to be reversed."""
