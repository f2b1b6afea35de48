"""The chain of the audit trail: whatever is done to it behind the program's back is found."""

import json
import threading
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from ketdoan.core import audit
from ketdoan.core.models import AuditEntry, AuditPending, AuditSeal


def write(count: int = 5, **fields: Any) -> list[AuditEntry]:
    values = {"action": "t.act", "about": "units.unit", "about_id": 7, "account_id": 3, "change": {"name": "A"}}
    return [AuditEntry.objects.create(**{**values, **fields}) for _ in range(count)]


def sql(statement: str, *values: Any) -> None:
    """Do what somebody with the database's password can do: switch the guards off, change, switch them on."""
    with connection.cursor() as cursor:
        for table in ("core_auditentry", "core_auditseal"):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(statement, values)
        for table in ("core_auditentry", "core_auditseal"):
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def texts() -> str:
    return "\n".join(fault.text for fault in audit.faults())


def numbers() -> list[int | None]:
    return [fault.number for fault in audit.faults()]


@pytest.fixture
def chain(db: None, monkeypatch: pytest.MonkeyPatch) -> list[AuditEntry]:
    """Five sealed entries, with seals 1 to 5."""
    monkeypatch.setattr(audit, "PAUSE_SECONDS", 0)
    entries = write()
    audit.seal()
    return entries


def test_sealed_entries_verify(chain: list[AuditEntry]) -> None:
    assert list(AuditSeal.objects.order_by("number").values_list("number", "entry_id")) == [
        (number, entry.pk) for number, entry in enumerate(chain, start=1)
    ]
    assert not AuditPending.objects.exists()
    assert list(audit.faults()) == []


def test_the_mac_covers_number_link_and_entry_under_the_key(chain: list[AuditEntry], settings: Any) -> None:
    """Computed here by hand from the description of the chain."""
    import hashlib
    import hmac
    from datetime import UTC

    entry = chain[1]
    first, second = AuditSeal.objects.order_by("number")[:2]
    text = (
        f'{{"about":"units.unit","about_id":7,"account_id":3,"action":"t.act",'
        f'"at":"{entry.at.astimezone(UTC).isoformat()}","change":"{{\\"name\\": \\"A\\"}}","id":{entry.pk},'
        f'"post_id":null,"unit_id":null,"why":""}}'
    )
    message = (2).to_bytes(8, "big") + bytes(first.mac) + text.encode()
    assert hmac.new(settings.SECRETS.seal, message, hashlib.sha256).digest() == bytes(second.mac)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("at", "2020-01-01T00:00:00Z"),
        ("account_id", 4),
        ("post_id", 9),
        ("unit_id", 9),
        ("action", "t.other"),
        ("about", "units.post"),
        ("about_id", 8),
        ("why", "x"),
        ("change", '{"name": "B"}'),
    ],
)
def test_an_edit_of_any_column_is_found(chain: list[AuditEntry], column: str, value: Any) -> None:
    sql(f"UPDATE core_auditentry SET {column} = %s WHERE id = %s", value, chain[2].pk)
    assert numbers() == [3]


def test_a_removed_entry_is_found(chain: list[AuditEntry]) -> None:
    sql("DELETE FROM core_auditentry WHERE id = %s", chain[3].pk)
    assert numbers() == [4]


def test_an_entry_removed_with_its_seal_leaves_a_gap(chain: list[AuditEntry]) -> None:
    sql("DELETE FROM core_auditseal WHERE number IN (2, 3)")
    sql("DELETE FROM core_auditentry WHERE id IN (%s, %s)", chain[1].pk, chain[2].pk)
    assert numbers() == [2]
    assert "từ số 2 đến số 3" in texts()


def test_a_gap_closed_by_renumbering_is_found(chain: list[AuditEntry]) -> None:
    sql("DELETE FROM core_auditseal WHERE number = 2")
    sql("DELETE FROM core_auditentry WHERE id = %s", chain[1].pk)
    sql("UPDATE core_auditseal SET number = number - 1 WHERE number > 2")
    assert numbers()[0] == 2


def test_a_removed_beginning_is_found(chain: list[AuditEntry]) -> None:
    sql("DELETE FROM core_auditseal WHERE number = 1")
    sql("DELETE FROM core_auditentry WHERE id = %s", chain[0].pk)
    assert numbers() == [1]


def test_changed_order_is_found(chain: list[AuditEntry]) -> None:
    sql("UPDATE core_auditseal SET entry_id = -entry_id WHERE number IN (2, 4)")
    sql("UPDATE core_auditseal SET entry_id = %s WHERE number = 2", chain[3].pk)
    sql("UPDATE core_auditseal SET entry_id = %s WHERE number = 4", chain[1].pk)
    assert numbers() == [2, 4]


def test_an_inserted_entry_with_a_forged_seal_is_found(chain: list[AuditEntry]) -> None:
    forged = write(1)[0]
    sql("DELETE FROM core_auditpending")
    sql("INSERT INTO core_auditseal VALUES (6, %s, %s, now())", forged.pk, b"\x01" * 32)
    assert numbers() == [6]


def test_a_seal_with_an_impossible_number_is_found(chain: list[AuditEntry]) -> None:
    forged = write(1)[0]
    sql("INSERT INTO core_auditseal VALUES (-3, %s, %s, now())", forged.pk, b"\x01" * 32)
    assert numbers() == [-3]


def test_a_chain_made_with_another_key_is_found(chain: list[AuditEntry], settings: Any) -> None:
    from dataclasses import replace

    settings.SECRETS = replace(settings.SECRETS, seal=b"\x00" * 32)
    assert numbers() == [1, 2, 3, 4, 5]


def test_a_cut_tail_is_found_by_the_noted_head(chain: list[AuditEntry]) -> None:
    audit.note_head()
    sql("DELETE FROM core_auditseal WHERE number > 3")
    sql("DELETE FROM core_auditentry WHERE id > %s", chain[2].pk)
    assert numbers() == [5]
    assert "cắt" in texts()


def test_a_cut_tail_that_has_grown_again_is_found(chain: list[AuditEntry]) -> None:
    audit.note_head()
    sql("DELETE FROM core_auditseal WHERE number > 3")
    sql("DELETE FROM core_auditentry WHERE id > %s", chain[2].pk)
    write(4, why="after")
    audit.seal()
    assert numbers() == [5]
    assert "viết lại" in texts()


def test_after_a_restore_the_noted_heads_are_kept_aside(chain: list[AuditEntry]) -> None:
    audit.note_head()
    assert audit.settle_anchors() is None
    sql("DELETE FROM core_auditseal WHERE number > 3")
    sql("DELETE FROM core_auditentry WHERE id > %s", chain[2].pk)
    aside = audit.settle_anchors()
    assert aside is not None
    assert '"number": 5' in aside.read_text()
    assert list(audit.faults()) == []


def test_a_line_of_the_anchors_made_unreadable_is_found(chain: list[AuditEntry]) -> None:
    audit.note_head()
    with audit.anchor_file().open("a") as file:
        file.write("{}\n")
    assert "Dòng 2" in texts()


def test_a_line_of_the_anchors_cut_by_a_power_failure_is_no_fault(chain: list[AuditEntry]) -> None:
    audit.note_head()
    with audit.anchor_file().open("a") as file:
        file.write('{"number": 7, "ma')
    assert list(audit.faults()) == []


def test_an_entry_unsealed_for_a_minute_is_found(chain: list[AuditEntry]) -> None:
    late = write(1)[0]
    assert list(audit.faults()) == []
    sql("UPDATE core_auditentry SET at = %s WHERE id = %s", timezone.now() - timedelta(seconds=61), late.pk)
    assert [fault.entry_id for fault in audit.faults()] == [late.pk]


def test_an_entry_kept_from_being_sealed_is_found(chain: list[AuditEntry]) -> None:
    hidden = write(1)[0]
    sql("DELETE FROM core_auditpending")
    assert [fault.entry_id for fault in audit.faults()] == [hidden.pk]


def test_an_entry_removed_before_its_seal_is_found(chain: list[AuditEntry]) -> None:
    gone = write(1)[0]
    sql("DELETE FROM core_auditentry WHERE id = %s", gone.pk)
    audit.seal()
    assert [fault.entry_id for fault in audit.faults()] == [gone.pk]
    assert audit.head()[0] == 5


def test_a_sealed_entry_queued_again_does_not_stop_the_sealer(chain: list[AuditEntry]) -> None:
    AuditPending.objects.create(entry_id=chain[0].pk)
    write(1)
    assert audit.seal() == 1
    assert list(audit.faults()) == []


@pytest.mark.parametrize("statement", ["UPDATE core_auditentry SET why = 'x'", "DELETE FROM core_auditseal"])
def test_the_database_refuses_to_change_the_trail(chain: list[AuditEntry], statement: str) -> None:
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_pages_and_batches_do_not_matter(chain: list[AuditEntry], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit, "BATCH", 2)
    write(5)
    assert [audit.seal() for _ in range(4)] == [2, 2, 1, 0]
    assert list(audit.faults()) == []
    sql("UPDATE core_auditentry SET why = 'x' WHERE id = %s", chain[4].pk)
    assert numbers() == [5]


def test_entries_are_sealed_in_the_order_of_their_commit(committing: None) -> None:
    """A long transaction takes a low id and commits last: its entry is sealed last, and nothing is missed."""
    written, may_commit, early = threading.Event(), threading.Event(), []

    def long_transaction() -> None:
        with transaction.atomic():
            early.extend(write(1))
            written.set()
            may_commit.wait(60)
        connection.close()

    thread = threading.Thread(target=long_transaction)
    thread.start()
    assert written.wait(60)
    young = write(1)[0]
    assert audit.seal() == 1
    may_commit.set()
    thread.join()
    assert audit.seal() == 1
    assert early[0].pk < young.pk
    assert list(AuditSeal.objects.order_by("number").values_list("entry_id", flat=True)) == [young.pk, early[0].pk]
    assert list(audit.faults()) == []


def test_two_sealers_at_once_make_one_chain(committing: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit, "BATCH", 10)
    write(200)

    def work() -> None:
        while AuditPending.objects.exists():
            audit.seal()
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert list(AuditSeal.objects.order_by("number").values_list("number", flat=True)) == list(range(1, 201))
    assert list(audit.faults()) == []


def test_the_head_is_noted_at_most_once_a_minute(chain: list[AuditEntry]) -> None:
    sealer = audit.Sealer()
    for _ in range(3):
        write(1)
        sealer.beat()
    noted = [json.loads(line) for line in audit.anchor_file().read_text().splitlines()]
    assert [line["number"] for line in noted] == [6]
    assert audit.anchor_file().stat().st_mode & 0o077 == 0


def test_verify_says_so_and_exits_with_1(chain: list[AuditEntry], capsys: pytest.CaptureFixture[str]) -> None:
    call_command("audit", "verify")
    assert "5 bút toán đã niêm phong" in capsys.readouterr().out
    sql("UPDATE core_auditentry SET why = 'x' WHERE id IN (%s, %s)", chain[1].pk, chain[3].pk)
    with pytest.raises(SystemExit) as stopped:
        call_command("audit", "verify", "--json")
    page = json.loads(capsys.readouterr().out)
    assert stopped.value.code == 1
    assert (page["ok"], page["faults"], page["first"]) == (False, 2, 2)


def test_show_names_an_export_by_its_permission(chain: list[AuditEntry], capsys: pytest.CaptureFixture[str]) -> None:
    write(1, action="units.export")
    call_command("audit", "show")
    assert "Xuất danh sách đơn vị, cán bộ" in capsys.readouterr().out


def test_show_filters(chain: list[AuditEntry], capsys: pytest.CaptureFixture[str]) -> None:
    write(1, unit_id=42, about="units.post", about_id=1)
    for arguments in (["--unit", "42"], ["--about", "units.post:1"]):
        call_command("audit", "show", "--json", *arguments)
        lines = capsys.readouterr().out.splitlines()
        assert [json.loads(line)["unit_id"] for line in lines] == [42]
