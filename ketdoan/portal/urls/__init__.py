"""Addresses: `app` those of the member's app, `office` the officials' pages about it."""
