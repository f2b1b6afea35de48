"""What the app brings to the world of the isolation walks: who waits to be confirmed, the link that invites."""

from typing import Any

from ketdoan.portal.actions.joining import make_link, open_by_code
from ketdoan.portal.models import Claim, Passkey
from ketdoan.portal.queries.wanted import CLAIM, Target, Wanted
from ketdoan.units.models import Unit


def invited(unit: Unit, family: str) -> dict[str, Any]:
    """Somebody who came by the link of a unit and waits; runs as the system."""
    link = make_link(unit=unit)
    phone = f"0933{unit.pk:06d}"
    said = {"name": f"{family} Ứng Dụng", "birth": "1990", "link": link.token}
    account = open_by_code(Wanted(CLAIM, phone, "", more=said), Target(phone))
    key = Passkey.objects.create(account=account, credential=phone.encode(), data=b"", name=f"Máy {family}")
    return {"claim": Claim._base_manager.get(account=account), "passkey": key}
