"""Members who use the app, for tests and the demo."""

from django.test import Client

from ketdoan.core.crypto import new_keys
from ketdoan.core.models import Account
from ketdoan.core.screens import BY_CODE
from ketdoan.units.models import Person

from .models import Access


def make_account(person: Person, phone: str = "") -> Account:
    """The account of a person as the app makes one, with the phone by which it signs in."""
    account = person.account or Account.objects.create_user(f"dv-{person.pk}")
    person.account = account
    person.save(update_fields=["account"])
    (key,) = new_keys(1)
    access = Access(account=account, key=key)
    access.phone = phone or f"09{person.pk:08d}"[:10]
    access.save(force_insert=True)
    return account


def sign_in_member(client: Client, person: Person, phone: str = "") -> Account:
    """Sign a member in as a right code does."""
    account = make_account(person, phone)
    client.force_login(account)
    session = client.session
    session[BY_CODE] = True
    session.save()
    return account
