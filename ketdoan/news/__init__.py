"""News: what a union tells its members, to whom it is meant, who may still come along.

Owns articles with their editions and pictures, campaigns, registration for what an article offers, and the tallies of
how far it reached. What a member has opened is the member's own.
"""
