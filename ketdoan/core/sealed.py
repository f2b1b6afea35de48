"""Model fields for personal data: sealed values, and blind indexes by which they are found.

    class Contact(Model):
        person = ForeignKey(Person, PROTECT)                 # has a field `key` to DataKey
        value = SealedField("giá trị", key="person.key")
        value_index = BlindIndexField(of="value", normalise=searchable)

    contact.value = "0912345678"       # sealed when the row is saved
    contact.value.text                 # opened, on purpose; None when the key was destroyed
    contact.value.erased
    Contact.objects.filter(value_index="0912 345 678")

Printing a row or a value shows no plaintext. `key` names the path to the holder's data key, which is made on first
use; lists that open values select it with select_related. A save with `update_fields` names both columns.
"""

import re
from collections.abc import Callable, Collection
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.apps import apps
from django.core.exceptions import FieldError
from django.db import models, transaction
from django.db.models.query_utils import DeferredAttribute
from django.utils import timezone

from .crypto import blind_index, key_of, seal, unseal
from .models.keys import DataKey

if TYPE_CHECKING:
    Bytes = models.BinaryField[Any, Any]
else:
    Bytes = models.BinaryField


def letters_and_digits(text: str) -> str:
    """An identifier without spaces and signs, in capitals: "c 1234567" gives "C1234567"."""
    return re.sub(r"[\W_]", "", text).upper()


def lower(text: str) -> str:
    """An e-mail address as it is compared."""
    return text.strip().lower()


class _Plain:
    """A value that waits to be sealed. Compared by identity; never shows its text."""

    __slots__ = ("text",)

    def __init__(self, text: str | None) -> None:
        self.text = text


class Sealed:
    """A sealed value of a row. It shows nothing by itself; `text` opens it."""

    __slots__ = ("_field", "_row", "raw")

    def __init__(self, field: "SealedField", row: models.Model, raw: "bytes | _Plain") -> None:
        self._field, self._row, self.raw = field, row, raw

    @property
    def text(self) -> str | None:
        """The plaintext; None when its key was destroyed. Raises Tampered where the bytes were altered or moved."""
        if isinstance(self.raw, _Plain):
            return self.raw.text
        return unseal(self._field.data_key(self._row), self._field.place, self.raw)

    @property
    def erased(self) -> bool:
        """Whether the value can never be read again."""
        return self._field.data_key(self._row).destroyed_at is not None

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sealed) and self.raw == other.raw

    def __hash__(self) -> int:
        return hash(self.raw)

    def __repr__(self) -> str:
        return "•••"


class _SealedAttribute(DeferredAttribute):
    """Keeps raw bytes or a waiting plaintext in the row, and hands out `Sealed`."""

    field: "SealedField"

    def __get__(self, row: Any, owner: Any = None) -> Any:
        if row is None:
            return self
        raw = super().__get__(row, owner)
        if raw is None or (isinstance(raw, _Plain) and raw.text is None):
            return None
        return Sealed(self.field, row, raw)

    def __set__(self, row: Any, value: Any) -> None:
        if value is None or isinstance(value, str):
            raw: Any = _Plain(value)
        elif isinstance(value, Sealed):
            raw = value.raw
        elif isinstance(value, bytes | memoryview):
            raw = bytes(value)
        elif isinstance(value, _Plain):
            raw = value
        else:
            raise TypeError("a sealed value is text")
        row.__dict__[self.field.attname] = raw


class SealedField(Bytes):
    """Text that stands encrypted under the data key of the person or the upload it belongs to."""

    descriptor_class = _SealedAttribute

    def __init__(self, *args: Any, key: str = "", **options: Any) -> None:
        self.key = key
        super().__init__(*args, **options)

    def deconstruct(self) -> Any:
        name, path, args, options = super().deconstruct()
        return name, path, args, {**options, "key": self.key}

    @property
    def place(self) -> str:
        """The table and column to which values are bound."""
        return f"{self.model._meta.db_table}.{self.column}"

    def data_key(self, row: models.Model) -> DataKey:
        """The data key for a row, made on first use."""
        holder: Any = row
        *path, _ = self.key.split(".")
        for step in path:
            holder = getattr(holder, step)
        return key_of(holder)

    def settle(self, row: models.Model) -> None:
        """Seal what waits in a row, and set its blind indexes."""
        waiting = row.__dict__.get(self.attname)
        if not isinstance(waiting, _Plain):
            return
        text = waiting.text
        row.__dict__[self.attname] = None if text is None else seal(self.data_key(row), self.place, text)
        for field in row._meta.concrete_fields:
            if isinstance(field, BlindIndexField) and field.of == self.name:
                setattr(row, field.attname, None if text is None else field.blind(text))

    def pre_save(self, row: models.Model, add: bool) -> Any:
        self.settle(row)
        return row.__dict__.get(self.attname)

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        if isinstance(value, str | Sealed):
            raise FieldError(f"{self.name} is sealed: set it on a row, and search by its blind index")
        return super().get_db_prep_value(value, connection, prepared)

    def clean(self, value: Any, model_instance: Any) -> Any:
        return value


class BlindIndexField(Bytes):
    """A keyed digest of a sealed field's normalised text. Filters take the plaintext; exact matches only.

    An empty normalised text is not indexed.
    """

    def __init__(
        self, *args: Any, of: str = "", normalise: Callable[[str], str] = letters_and_digits, **options: Any
    ) -> None:
        self.of, self.normalise = of, normalise
        options |= {"null": True, "editable": False}
        super().__init__(*args, **options)

    def deconstruct(self) -> Any:
        name, path, args, options = super().deconstruct()
        for given in ("null", "editable"):
            options.pop(given, None)
        return name, path, args, {**options, "of": self.of}

    def blind(self, text: str) -> bytes | None:
        """The digest under which a text is found."""
        wanted = self.normalise(text)
        return blind_index(f"{self.model._meta.db_table}.{self.of}", wanted) if wanted else None

    def pre_save(self, row: models.Model, add: bool) -> Any:
        sealed = row._meta.get_field(self.of)
        sealed.settle(row)  # type: ignore[union-attr]
        return super().pre_save(row, add)

    def get_prep_value(self, value: Any) -> Any:
        # A text without anything to search for must match nothing; NULL would say so to no lookup.
        return self.blind(value) or b"" if isinstance(value, str) else value

    def get_lookup(self, lookup_name: str) -> Any:
        return super().get_lookup(lookup_name) if lookup_name in ("exact", "in", "isnull") else None


def destroy(key: DataKey) -> None:
    """Destroy a data key: what it sealed is unreadable for ever, and no blind index finds it.

    Call inside an action that holds the lock on the holder's row, so that nothing is sealed meanwhile. Copies in
    backups last as long as those are kept.
    """
    key.destroyed_at, key.wrapped = destroy_all([key.pk]), bytes(61)


def destroy_all(key_ids: Collection[UUID]) -> datetime:
    """Destroy many data keys at once, by their ids; gives the moment at which they went."""
    with transaction.atomic():
        for model in apps.get_models():
            for field in model._meta.local_concrete_fields:
                if isinstance(field, BlindIndexField):
                    sealed: Any = model._meta.get_field(field.of)
                    path = sealed.key.replace(".", "__")
                    rows = model._base_manager.filter(**{f"{path}__in": key_ids, f"{field.name}__isnull": False})
                    rows.update(**{field.attname: None})
        now = timezone.now()
        DataKey.objects.filter(pk__in=key_ids).update(wrapped=bytes(61), destroyed_at=now)
    return now
