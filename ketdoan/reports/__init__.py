"""Reports: what is asked of every unit in a period, the figures that answer, and whether they agree.

Owns the catalogue of elements, the forms made of them, and the language in which their rules are written.
Knows members and units; of what is built on reports it knows nothing.
"""
