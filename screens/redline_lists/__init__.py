"""What there is to do with redlines besides editing them: opening, listing, reading, deciding, merging."""
