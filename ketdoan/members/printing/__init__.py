"""What the register prints: the member's form, the list of members, sheets of cards."""
