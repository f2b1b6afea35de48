"""Sealed values: bound to their place and person, readable through a change of the master key, gone when destroyed."""

import base64
import hashlib
import hmac
import json
import stat
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ketdoan.core.crypto import (
    Destroyed,
    MasterMissing,
    Tampered,
    blind_index,
    new_keys,
    open_json,
    seal,
    seal_json,
    unseal,
    unwrap,
)
from ketdoan.core.models import DataKey
from ketdoan.core.rotation import StillNeeded, add_master_key, pending, retire, rewrap
from ketdoan.core.sealed import destroy

PLACE = "units_contact.value"
quick = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def key(db: None) -> DataKey:
    return new_keys(1)[0]


@pytest.fixture
def committed(committing: None) -> Iterator[None]:
    """Data keys that other threads see; gone after the test."""
    yield
    DataKey.objects.all().delete()


def on_file(folder: Path) -> dict[str, Any]:
    return json.loads((folder / "secrets.json").read_text())


@quick
@given(text=st.text(alphabet=st.characters(exclude_categories=["Cs"])))
def test_what_is_sealed_opens_again(key: DataKey, text: str) -> None:
    assert unseal(key, PLACE, seal(key, PLACE, text)) == text


def test_layout_is_aes_256_gcm_under_a_wrapped_key(key: DataKey, data_folder: Path) -> None:
    """Opened here step by step with the library alone, from the secrets file."""
    master = base64.b64decode(on_file(data_folder)["keys"]["1"])
    wrapped = bytes(DataKey.objects.get(pk=key.pk).wrapped)
    secret = AESGCM(master).decrypt(wrapped[1:13], wrapped[13:], f"key:{key.pk}:1".encode())
    sealed = seal(key, PLACE, "0912345678")
    opened = AESGCM(secret).decrypt(sealed[1:13], sealed[13:], f"{PLACE}:{key.pk}".encode())
    assert (len(secret), opened) == (32, b"0912345678")


def test_the_same_text_never_looks_the_same_twice(key: DataKey) -> None:
    assert seal(key, PLACE, "0912345678") != seal(key, PLACE, "0912345678")


@quick
@given(data=st.data())
def test_any_altered_bit_is_noticed(key: DataKey, data: st.DataObject) -> None:
    sealed = bytearray(seal(key, PLACE, "079085001234"))
    at = data.draw(st.integers(0, len(sealed) - 1))
    sealed[at] ^= 1 << data.draw(st.integers(0, 7))
    with pytest.raises(Tampered):
        unseal(key, PLACE, bytes(sealed))


@pytest.mark.parametrize("length", [0, 1, 12, 13, 28])
def test_a_shortened_value_is_noticed(key: DataKey, length: int) -> None:
    with pytest.raises(Tampered):
        unseal(key, PLACE, seal(key, PLACE, "079085001234")[:length])


def test_a_value_moved_to_another_column_or_person_does_not_open(db: None) -> None:
    one, other = new_keys(2)
    sealed = seal(one, PLACE, "079085001234")
    with pytest.raises(Tampered):
        unseal(one, "units_identifier.value", sealed)
    with pytest.raises(Tampered):
        unseal(other, PLACE, sealed)


def test_a_wrapped_key_moved_to_another_row_does_not_open(db: None) -> None:
    one, other = new_keys(2)
    DataKey.objects.filter(pk=other.pk).update(wrapped=one.wrapped)
    other.refresh_from_db()
    with pytest.raises(Tampered):
        unwrap(other)


def test_errors_and_rows_show_no_plaintext(key: DataKey) -> None:
    sealed = seal(key, PLACE, "079085001234")
    with pytest.raises(Tampered) as caught:
        unseal(key, "other.column", sealed)
    assert "079085001234" not in repr(caught.value) + str(caught.value) + repr(key) + str(key)


def test_a_destroyed_key_opens_and_seals_nothing(key: DataKey) -> None:
    sealed = seal(key, PLACE, "079085001234")
    destroy(key)
    again = DataKey.objects.get(pk=key.pk)
    assert unseal(again, PLACE, sealed) is None
    assert set(bytes(again.wrapped)) == {0}
    with pytest.raises(Destroyed):
        seal(again, PLACE, "079085001234")


def test_a_destroyed_key_stays_destroyed_through_a_rotation(key: DataKey) -> None:
    sealed = seal(key, PLACE, "079085001234")
    destroy(key)
    (alive,) = new_keys(1)
    call_command("keys", "rotate", verbosity=0)
    call_command("keys", "retire", verbosity=0)
    alive.refresh_from_db()
    assert alive.master == 2
    assert unseal(DataKey.objects.get(pk=key.pk), PLACE, sealed) is None


def test_blind_index_is_a_keyed_digest_of_place_and_value(data_folder: Path) -> None:
    index = base64.b64decode(on_file(data_folder)["index"])
    expected = hmac.new(index, b"units_contact.value\x000912345678", hashlib.sha256).digest()[:16]
    assert blind_index(PLACE, "0912345678") == expected
    assert blind_index("units_identifier.value", "0912345678") != expected


@quick
@given(
    thing=st.recursive(
        st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(alphabet='aăâđ0 "\\'),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
        max_leaves=8,
    )
)
def test_json_opens_under_its_purpose_alone(db: None, thing: Any) -> None:
    token = seal_json("draft:1:person", thing)
    assert open_json("draft:1:person", token) == thing
    with pytest.raises(Tampered):
        open_json("draft:2:person", token)


@pytest.mark.parametrize("token", ["", "không phải", "AQ==", "AQ" * 40])
def test_json_refuses_what_it_did_not_make(db: None, token: str) -> None:
    with pytest.raises(Tampered):
        open_json("draft", token)


def test_values_open_at_every_moment_of_a_rotation(db: None, data_folder: Path) -> None:
    keys = new_keys(7)
    values = {key.pk: seal(key, PLACE, f"số {n}") for n, key in enumerate(keys)}
    token = seal_json("session", ["bí mật"])

    def opened() -> list[str | None]:
        return [unseal(DataKey.objects.get(pk=pk), PLACE, data) for pk, data in values.items()]

    expected = [f"số {n}" for n in range(7)]
    assert add_master_key() == 2
    assert opened() == expected
    for _ in rewrap(batch=3):
        assert opened() == expected
    assert pending() == 0
    assert retire() == [1]
    assert opened() == expected
    assert open_json("session", token) == ["bí mật"]
    assert list(on_file(data_folder)["keys"]) == ["2"]
    assert set(DataKey.objects.values_list("master", flat=True)) == {2}


def test_a_row_read_before_the_rotation_still_opens_after_it(key: DataKey) -> None:
    sealed = seal(key, PLACE, "0912345678")
    held = DataKey.objects.get(pk=key.pk)
    call_command("keys", "rotate", verbosity=0)
    call_command("keys", "retire", verbosity=0)
    assert unseal(held, PLACE, sealed) == "0912345678"


def test_a_rotation_broken_off_is_finished_and_not_begun_anew(db: None, data_folder: Path) -> None:
    new_keys(5)
    add_master_key()
    next(rewrap(batch=2))
    assert pending() == 3
    call_command("keys", "rotate", verbosity=0)
    assert pending() == 0
    assert on_file(data_folder)["current"] == 2
    assert sorted(on_file(data_folder)["keys"]) == ["1", "2"]


def test_old_master_keys_stay_while_they_are_needed(db: None, data_folder: Path) -> None:
    new_keys(1)
    add_master_key()
    with pytest.raises(CommandError, match="còn 1 khóa dữ liệu"):
        call_command("keys", "retire")
    assert sorted(on_file(data_folder)["keys"]) == ["1", "2"]


def test_the_secrets_file_stays_readable_by_its_owner_alone(db: None, data_folder: Path) -> None:
    add_master_key()
    retire()
    assert stat.S_IMODE((data_folder / "secrets.json").stat().st_mode) == 0o600
    assert [path.name for path in data_folder.iterdir()] == ["secrets.json"]


def test_a_lost_master_key_is_named_and_not_taken_for_erasure(key: DataKey, data_folder: Path) -> None:
    sealed = seal(key, PLACE, "0912345678")
    raw = on_file(data_folder)
    (data_folder / "secrets.json").write_text(json.dumps({**raw, "keys": {"9": raw["keys"]["1"]}, "current": 9}))
    with pytest.raises(MasterMissing, match="master key 1"):
        unseal(key, PLACE, sealed)


def test_readers_never_fail_while_keys_are_rotated_and_retired(committed: None) -> None:
    values = {key.pk: seal(key, PLACE, str(key.pk)) for key in new_keys(30)}
    reading, stop = threading.Event(), threading.Event()
    wrong: list[Any] = []
    rounds = 0

    def read() -> None:
        nonlocal rounds
        try:
            while not stop.is_set():
                for pk, data in values.items():
                    if unseal(DataKey.objects.get(pk=pk), PLACE, data) != str(pk):
                        wrong.append(pk)
                rounds += 1
                reading.set()
        except Exception as error:  # noqa: BLE001 - whatever happens to a reader is the finding
            wrong.append(error)
            reading.set()
        finally:
            connection.close()

    reader = threading.Thread(target=read)
    reader.start()
    for _ in range(4):
        reading.wait(30)
        reading.clear()
        add_master_key()
        for _ in rewrap(batch=4):
            pass
        retire()
    reading.wait(30)
    stop.set()
    reader.join(30)
    assert wrong == []
    assert rounds >= 2
    assert set(DataKey.objects.values_list("master", flat=True)) == {5}


def test_a_master_key_is_not_retired_under_an_open_transaction_that_wraps_with_it(committed: None) -> None:
    wrapped, go_on = threading.Event(), threading.Event()

    def make() -> None:
        with transaction.atomic():
            new_keys(1)
            wrapped.set()
            go_on.wait(30)
        connection.close()

    maker = threading.Thread(target=make)
    maker.start()
    assert wrapped.wait(30)
    add_master_key()
    try:
        with pytest.raises(StillNeeded):
            retire()
    finally:
        go_on.set()
        maker.join(30)
    with pytest.raises(StillNeeded):
        retire()
    assert sum(rewrap()) == 1
    assert retire() == [1]
