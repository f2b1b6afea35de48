"""Yearly grading: how well each grassroots union and each of its members did, by whom it was judged and decided.

Owns the rounds of grading, the score sheets of unions, and the lists in which unions grade their members.
Knows members and units; of reports, which take its figures, it knows nothing.
"""
