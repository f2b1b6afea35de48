"""Asking members: surveys, and opinion on statements before a dialogue.

Owns what is asked, who has taken part, the sealed slips until they are opened together, what came of them, and the
promises made on it. What somebody answered stands nowhere beside who they are.
"""
