"""Every write is an action: one verb function, one transaction, one audit entry, safe to repeat.

    @action("units.rename", "Đổi tên đơn vị")
    def rename(act: Act, *, unit: Unit, name: str, since: date) -> Unit: ...

    rename(unit=unit, name="…", since=day, why="theo đề nghị của đơn vị", key=form_key)

The name is also the permission that the acting post must hold, unless `permission` names another. Bad input raises
ValidationError({field: message}); a missing right raises PermissionDenied. In both cases nothing is written.

Of a `confidential` act nobody is to learn from the record who did it: the entry names neither account nor post nor,
unless the act says so, a unit, and of the time the day alone; the idempotency key is kept as a digest with the account
in it, beside no account. That it was done, with what and when stays on record and in the chain.
"""

import hashlib
import hmac
import json
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, time
from functools import wraps
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models import Q

from .acting import Actor, current_actor, forget
from .models import AuditEntry, Done
from .unscoped import everything
from .viet import LONG_NUMBER, ZONE, VietError, today

registry: dict[str, str] = {}
#: The names of acts whose entries do not say who did them.
confidential_acts: set[str] = set()
NO_NUMBERS = "Phần này được giữ lâu dài: không ghi số điện thoại, số giấy tờ."


class OtherContent(ValidationError):
    """An idempotency key came again with other inputs than the first time."""


#: Of each act its name, the right it asks for, and the verb that does its work.
_acts: dict[Callable[..., Any], tuple[str, str, Callable[..., Any]]] = {}


class Act:
    """The act under way: who does it, and what it has to say for the record."""

    def __init__(self, actor: Actor, name: str, why: str) -> None:
        self.actor = actor
        self.name = name
        self.why = why
        unit_id = None if name in confidential_acts else actor.unit_id
        self._entry: dict[str, Any] = {"about": "", "about_id": None, "unit_id": unit_id, "change": {}}

    def record(
        self,
        about: models.Model | None = None,
        *,
        unit_id: int | None = None,
        change: dict[str, Any] | None = None,
    ) -> None:
        """Say what the act was about: the thing, the unit it belongs to, and what changed (ids, dates, codes).

        The key of a thing that is not numbered stands in what changed, as `about_key`.
        """
        if about is not None:
            numbered = isinstance(about.pk, int)
            self._entry["about"], self._entry["about_id"] = about._meta.label_lower, about.pk if numbered else None
            if not numbered:
                self._entry["change"]["about_key"] = str(about.pk)
        if unit_id is not None:
            self._entry["unit_id"] = unit_id
        if change:
            self._entry["change"] |= json.loads(json.dumps(change, default=str))

    def record_rows(self, rows: Iterable[Any]) -> None:
        """Say which rows a bulk act touched: their number and a digest of them in order."""
        for _ in self.recorded(rows, str):
            pass

    def recorded(self, rows: Iterable[Any], name: Callable[[Any], Any]) -> Iterator[Any]:
        """The rows one by one, each noted under its name as it passes; once all have, as `record_rows` says them."""
        digest, number = hashlib.sha256(), 0
        for row in rows:
            digest.update(f"{name(row)}\n".encode())
            number += 1
            yield row
        self._entry["change"] |= {"rows": number, "digest": digest.hexdigest()}

    @property
    def told(self) -> dict[str, Any]:
        """What has been recorded so far: the thing, its unit, what changed."""
        return self._entry

    def write(self) -> None:
        """Append the entry. Called once, at the end of the transaction."""
        entry = AuditEntry(action=self.name, why=self.why, **self._entry)
        if self.name in confidential_acts:
            entry.at = datetime.combine(today(), time(), ZONE)
            entry.save_base(raw=True, force_insert=True)  # as it is: a save would put the moment in the day's place
        else:
            entry.account_id, entry.post_id = self.actor.account_id, self.actor.post_id
            entry.save()


def action(
    name: str, title: str, permission: str = "", *, confidential: bool = False
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Turn a verb function into an action. `title` is how the audit trail names it to people."""
    if registry.setdefault(name, title) != title:
        raise ValueError(f"two acts are called {name}: the audit trail could not tell them apart")
    if confidential:
        confidential_acts.add(name)

    def decorate(verb: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(verb)
        def run(*, why: str = "", key: str | None = None, **inputs: Any) -> Any:
            actor = current_actor()
            actor.must(permission or name)
            without_numbers(why, "why")
            with transaction.atomic():
                if key:
                    done, earlier = _claim(*_owned(actor, name, key), name, inputs)
                    if earlier:
                        return _earlier_result(done)
                act = Act(actor, name, why)
                try:
                    result = verb(act, **inputs)
                except VietError as error:  # a text that cannot be read is bad input like any other
                    raise ValidationError(str(error)) from None
                act.write()
                if key and (kept := _kept(result)):
                    done.result, done.result_id = kept
                    done.save(update_fields=["result", "result_id"])
            forget()
            return result

        _acts[run] = (name, permission or name, verb)
        return run

    return decorate


def without_numbers(text: str, field: str) -> str:
    """A free text that is kept in clear. Raises ValidationError where a phone or the number of a paper stands in it."""
    if LONG_NUMBER.search(text):
        raise ValidationError({field: NO_NUMBERS})
    return text


def kept_key(key: str) -> str:
    """The idempotency key of other software as it is kept: it may have been made of a person's number."""
    return hmac.new(settings.SECRETS.index, f"key:{key}".encode(), hashlib.sha256).hexdigest()


def do_part(act: Act, doing: Callable[..., Any], **inputs: Any) -> Any:
    """Do what another action does as a part of an act under way: in its transaction, by the same right and code.

    There is one entry in the trail, that of the act; each part stands in what it changed, under `parts`, in order.
    """
    name, permission, verb = _acts[doing]
    act.actor.must(permission)
    part = Act(act.actor, name, act.why)
    result = verb(part, **inputs)
    told = {"act": name, "about": part.told["about"], "about_id": part.told["about_id"], **part.told["change"]}
    act.told["change"].setdefault("parts", []).append(told)
    return result


def _owned(actor: Actor, name: str, key: str) -> tuple[int | None, str]:
    """Whose a key is and how it is kept: of a confidential act as a digest that holds whose it is."""
    if name not in confidential_acts:
        return actor.account_id, key
    return None, kept_key(f"{actor.account_id}:{actor.person_id}:{key}")


def was_done(actor: Actor, key: str) -> bool:
    """Whether an act of this actor under an idempotency key has been done, a confidential one too."""
    hidden = kept_key(f"{actor.account_id}:{actor.person_id}:{key}")
    return Done.objects.filter(Q(account_id=actor.account_id, key=key) | Q(account_id=None, key=hidden)).exists()


def _claim(account_id: int | None, key: str, name: str, inputs: dict[str, Any]) -> tuple[Done, bool]:
    """Take the key for this act. A rival under the same key waits here until the first has committed."""
    told = repr(sorted((k, _plain(v)) for k, v in inputs.items())).encode()
    # Keyed, since a plain digest of a phone or an identifier could be found by trying them all.
    digest = hmac.new(settings.SECRETS.index, b"done:" + told, hashlib.sha256).hexdigest()
    try:
        with transaction.atomic():
            done = Done.objects.create(account_id=account_id, key=key, action=name, inputs=digest)
        return done, False
    except IntegrityError:
        done = Done.objects.get(account_id=account_id, key=key)
        if (done.action, done.inputs) != (name, digest):
            raise OtherContent("Biểu mẫu này đã được gửi với nội dung khác. Hãy tải lại trang rồi thử lại.") from None
        return done, True


def _plain(value: Any) -> str:
    if isinstance(value, models.Model):
        return f"{value._meta.label_lower}:{value.pk}"
    if isinstance(value, list | tuple):
        return "[" + ",".join(map(_plain, value)) + "]"
    if isinstance(value, models.QuerySet):
        return _plain(list(value))
    if isinstance(value, dict):
        return _plain(sorted((str(name), _plain(held)) for name, held in value.items()))
    if isinstance(value, set | frozenset):
        return _plain(sorted(map(_plain, value)))
    return repr(value)


#: Marks the result of an act that returned a list of one.
ALONE = "[]"


def _kept(result: Any) -> tuple[str, str] | None:
    """What is kept of a result: its table and key. Of a list only where it holds one thing."""
    if isinstance(result, models.Model):
        return result._meta.label_lower, str(result.pk)
    if isinstance(result, list) and len(result) == 1 and isinstance(result[0], models.Model):
        return result[0]._meta.label_lower + ALONE, str(result[0].pk)
    return None


def _earlier_result(done: Done) -> Any:
    if not done.result:
        return None
    with everything():
        model: Any = apps.get_model(done.result.removesuffix(ALONE))
        found = model._base_manager.get(pk=done.result_id)
    return [found] if done.result.endswith(ALONE) else found
