"""The register of members: events, the spells that follow from them, stocks and flows of any unit.

Owns MemberEvent (append-only), Spell and Member (both derived from events), and the history that a union brings along.
Knows units; of what is reported or built on members it knows nothing.
"""
