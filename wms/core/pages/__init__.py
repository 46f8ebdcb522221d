"""What all pages are made of: the frame, lists, cards, piles."""
