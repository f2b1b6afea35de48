"""The ways in which a message leaves the house, one file each, behind one small interface.

What a channel does with one parcel is told by an Outcome. Who takes parcels from the ledger, in which order and how
often is `core.delivering`'s business; a channel knows only its own network.
"""
