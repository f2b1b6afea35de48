"""How sign-in behaves: an account comes from an invitation; lists of persons leave the house by a second factor."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.utils import is_mfa_enabled
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from .crypto import open_json, seal_json

#: Recovery codes alone are none: they replace a second factor for once.
SECOND_FACTORS = ["totp", "webauthn"]


def has_second_factor(request: HttpRequest) -> bool:
    """Whether the signed-in account has set up a second factor."""
    return is_mfa_enabled(request.user, SECOND_FACTORS)


def bulk_refusal(request: HttpRequest, back: str) -> HttpResponse | None:
    """The page that refuses a file with many persons' data to an account without a second factor; None for others.

    It says how to set one up. `back` is the address of the page from which the file was asked for.
    """
    if has_second_factor(request):
        return None
    return render(request, "core/second_factor_needed.html", {"back": back}, status=403)


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
