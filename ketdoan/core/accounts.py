"""How sign-in behaves: nobody opens an account alone; an account comes from an invitation."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest

from .crypto import open_json, seal_json


class AccountAdapter(DefaultAccountAdapter):
    """The platform's choices for django-allauth."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Accounts are made by invitation only."""
        return False


class MFAAdapter(DefaultMFAAdapter):
    """Secrets of second factors stand sealed in the database."""

    def encrypt(self, text: str) -> str:
        return seal_json("second factor", text)

    def decrypt(self, encrypted_text: str) -> str:
        return str(open_json("second factor", encrypted_text))
