"""Petitions (phản ánh, kiến nghị) of members, and what became of them.

Owns what members sent to their union, named or hidden from all but who handles it, who joined it, each step up to the
answer, and the promises that were made. Knows the register for whose unit a member's is.
"""
