"""The member's app: joining, signing in by a code, one's card, one's data, and what the modules offer to members.

It composes: what members send and read belongs to the modules below. See docs/decisions/0027-members-app.md.
"""
