"""A union's whole history as it comes from elsewhere: one line an event, replayed without a database.

`lines` reads and checks a file, `ledger` replays it; what was impossible is kept with its reason.
"""
