"""One-time codes: asking for one, and what it opens when it is right."""

import secrets
from datetime import timedelta
from hmac import compare_digest
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from ketdoan.core.channels import sms
from ketdoan.core.jobs import job
from ketdoan.core.rules import rule
from ketdoan.core.viet import VietError, parse_phone, today
from ketdoan.members.card_rules import bare_number

from ..models import Challenge
from ..queries.wanted import Target, Wanted, counted_as, target_of, wanted_of

WRONG = "Mã không đúng, đã dùng hoặc đã hết hạn."


def read_phone(text: str, field: str = "phone") -> str:
    """A mobile phone as it is typed. Raises ValidationError where it is none."""
    try:
        number = parse_phone(text)
    except VietError as error:
        raise ValidationError({field: str(error)}) from None
    if number.startswith("02"):
        raise ValidationError({field: "Đây là số cố định, không nhận được tin nhắn. Hãy nhập số di động."})
    return number


def phone_or_card(text: str) -> tuple[str, str]:
    """What was typed to sign in, as a phone or as the number of a card; the other is "". Raises ValidationError."""
    typed = text.strip()
    if typed.replace("+", "").replace(".", "").replace(" ", "").replace("-", "").isdigit() and len(typed) <= 15:
        try:
            return parse_phone(typed), ""
        except VietError:
            pass
    number = bare_number(typed)
    if not 4 <= len(number) <= 30:
        raise ValidationError({"who": "Hãy nhập số di động 10 chữ số, hoặc số thẻ đoàn viên."})
    return "", number


def ask_code(what: str, phone: str, card: str = "", more: dict[str, object] | None = None) -> Challenge:
    """Note that a code is wanted, and send it where it goes, if anywhere. What is answered tells nothing of that.

    No act of the union: it changes nothing, and whoever asks is nobody yet. Codes for one phone are counted; beyond the
    number of the rules no more leave.
    """
    limits = rule("portal.code", today()).value
    code = "".join(secrets.choice("0123456789") for _ in range(limits["digits"]))
    now, counted = timezone.now(), counted_as(phone or card)
    with transaction.atomic():
        lately = Challenge.objects.filter(phone=counted, asked_at__gt=now - timedelta(hours=1)).count()
        challenge = Challenge.objects.create(
            wanted=Wanted(what, phone, code, card, more or {}).sealed(),
            phone=counted,
            expires_at=now + timedelta(minutes=limits["minutes"]),
        )
        if lately < limits["per_phone_hour"]:
            send_code.later(challenge=str(challenge.pk))
        else:
            Challenge.objects.filter(pk=challenge.pk).update(tries=limits["tries"])
    return challenge


@job("portal.send_code", "Gửi mã đăng nhập ứng dụng", retries=2)
def send_code(*, challenge: str) -> None:
    """Send the code of a challenge to the phone that it leads to."""
    found = Challenge.objects.filter(pk=challenge, used_at=None, expires_at__gt=timezone.now()).first()
    wanted = wanted_of(found) if found else None
    target = target_of(wanted) if wanted else None
    if wanted and target:
        minutes = rule("portal.code", today()).value["minutes"]
        sms.send_code(target.phone, f"{wanted.code} là mã vào ứng dụng Kết Đoàn, dùng trong {minutes} phút. "
                  "Không đưa mã này cho ai, kể cả cán bộ công đoàn.")  # fmt: skip


def redeem(challenge_id: UUID, code: str) -> tuple[Wanted, Target]:
    """Use a challenge up by its code. Raises ValidationError where it is of no use, with nothing said of why.

    A wrong code counts as a try, also when the request that brought it fails: tries are written apart.
    """
    limits = rule("portal.code", today()).value
    with transaction.atomic():
        found = Challenge.objects.select_for_update().filter(pk=challenge_id, used_at=None).first()
        usable = found and found.tries < limits["tries"] and found.expires_at > timezone.now()
        if found is None or not usable:
            raise ValidationError({"code": WRONG})
        wanted = wanted_of(found)
        target = target_of(wanted)
        right = compare_digest(wanted.code.encode(), code.strip().replace(" ", "").encode())
        found.tries += 1
        found.used_at = timezone.now() if right and target else None
        found.save(update_fields=["tries", "used_at"])
    if not right or target is None:
        raise ValidationError({"code": WRONG})
    return wanted, target


def shown_code(challenge_id: UUID) -> str:
    """For the illustrative union, whose phones are nobody's: the code itself, where one went out."""
    found = Challenge.objects.filter(pk=challenge_id, used_at=None).first()
    wanted = wanted_of(found) if found else None
    return wanted.code if wanted and target_of(wanted) else ""


def forget_challenges() -> int:
    """Delete the challenges of yesterday and before; returns how many."""
    return Challenge.objects.filter(asked_at__lt=timezone.now() - timedelta(days=1)).delete()[0]
