"""Backup, restore and the way back from a failed upgrade, on a real database through the commands themselves."""

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from launcher.paths import PYTHON, environment
from launcher.postgres import Server

NEW_ACCOUNT = (
    "from ketdoan.core.models import Account; Account.objects.create(username='{name}', email='{name}@example.vn')"
)
pytestmark = pytest.mark.xdist_group("backup")  # one installation serves all of these tests


class Installation:
    """A data folder with a database at the present version and one account."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.server = Server(data, throwaway=True)
        self.url = self.server.start()
        self.must("prepare")
        self.must("shell", "-c", NEW_ACCOUNT.format(name="an"))
        self.store("ab/first", b"quyet dinh")

    def command(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [PYTHON, "-m", "django", *arguments],
            env=environment(self.data, DATABASE_URL=self.url),
            capture_output=True,
            text=True,
            check=False,
        )

    def must(self, *arguments: str) -> str:
        done = self.command(*arguments)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def store(self, name: str, content: bytes) -> None:
        path = self.data / "files" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)

    def sql(self, query: str) -> None:
        with psycopg.connect(self.url) as connection:
            connection.execute(query)  # type: ignore[call-overload]

    def content(self) -> tuple[dict[str, list[str]], dict[str, bytes]]:
        """Every row of every table, and every file: read from the outside."""
        with psycopg.connect(self.url) as connection:
            names = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
            rows = {
                name: sorted(row for (row,) in connection.execute(f'SELECT t::text FROM "{name}" t'))  # type: ignore[call-overload]
                for (name,) in names
            }
        root = self.data / "files"
        return rows, {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()}

    def backup(self) -> Path:
        return Path(self.must("backup").strip().removeprefix("Đã sao lưu: "))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    installation = Installation(tmp_path_factory.mktemp("backup") / "var")
    yield installation
    installation.server.stop()
    installation.server.remove()


def test_a_restored_installation_equals_its_source(made: Installation) -> None:
    before = made.content()
    backup = made.backup()
    made.must("shell", "-c", NEW_ACCOUNT.format(name="binh"))
    made.store("cd/second", b"bien ban")
    (made.data / "files" / "ab" / "first").unlink()
    assert made.content() != before
    made.must("restore", backup.name)
    assert made.content() == before
    assert before[0]["core_account"]
    assert before[1] == {"ab/first": b"quyet dinh"}


def test_what_waited_to_be_sent_when_the_backup_was_made_is_not_sent_after_a_restore(made: Installation) -> None:
    made.sql(
        "WITH m AS (INSERT INTO core_notification (account_id, category, way, title, text, url, key, created_at) "
        "SELECT id, 'x', 'mail', 'Tin', '', '', 'restored', now() FROM core_account LIMIT 1 RETURNING id) "
        "INSERT INTO core_delivery (notification_id, channel, device, state, tries, due_at, at, reason) "
        "SELECT id, channel, 0, state, 0, now(), now(), '' FROM m, "
        "(VALUES ('mail', 'queued'), ('sms', 'sent')) v (channel, state)"
    )
    made.must("restore", made.backup().name)
    told = made.content()[0]["core_delivery"]
    assert sorted(row.split(",")[3] for row in told) == ["sent", "unknown"]
    made.sql("DELETE FROM core_delivery; DELETE FROM core_notification WHERE key = 'restored'")


def test_what_restore_replaced_was_backed_up_first(made: Installation) -> None:
    backup = made.backup()
    made.must("shell", "-c", NEW_ACCOUNT.format(name="chi"))
    replaced = made.content()
    made.must("restore", str(backup))
    newest = made.must("backup", "--list").splitlines()[-1]
    assert newest.endswith("-before")
    made.must("restore", newest)
    assert made.content() == replaced


def test_a_restored_database_still_refuses_to_change_its_audit(made: Installation) -> None:
    made.sql("INSERT INTO core_auditentry (at, action, about, why, change) VALUES (now(), 'x.y', 'z', '', '{}')")
    made.must("restore", made.backup().name)
    with pytest.raises(psycopg.Error):
        made.sql("UPDATE core_auditentry SET why = 'khác'")


def test_no_secret_stands_in_a_backup(made: Installation) -> None:
    backup = made.backup()
    secrets = json.loads((made.data / "secrets.json").read_text())
    everything = b"".join(path.read_bytes() for path in backup.rglob("*") if path.is_file())
    for secret in (
        secrets["django"],
        secrets["index"],
        *secrets["keys"].values(),
        (made.data / "pg.password").read_text(),
    ):
        assert secret.encode() not in everything


@pytest.mark.parametrize("damage", ["dump", "file", "unfinished", "other secrets"])
def test_a_damaged_or_foreign_backup_is_refused_and_nothing_changes(
    made: Installation, tmp_path: Path, damage: str
) -> None:
    backup = tmp_path / "copy"
    shutil.copytree(made.backup(), backup)
    if damage == "dump":
        content = bytearray((backup / "database.dump").read_bytes())
        content[len(content) // 2] ^= 1
        (backup / "database.dump").write_bytes(content)
    elif damage == "file":
        (backup / "files" / "ab" / "first").write_bytes(b"khac")
    elif damage == "unfinished":
        (backup / "about.json").unlink()
    else:
        page = json.loads((backup / "about.json").read_text())
        (backup / "about.json").write_text(json.dumps(page | {"secrets": "0" * 16}))
    before = made.content()
    done = made.command("restore", str(backup))
    assert done.returncode == 1
    assert len(done.stderr.strip().splitlines()) == 1
    assert made.content() == before


def test_a_failed_upgrade_goes_back(made: Installation) -> None:
    made.sql("DELETE FROM django_migrations WHERE app = 'core' AND name LIKE '0001%'")
    made.sql("DELETE FROM django_migrations WHERE app = 'sessions'")
    made.sql("DROP TABLE django_session")
    before = made.content()
    done = made.command("prepare")
    assert done.returncode == 1
    assert "trở lại như trước" in done.stderr
    assert made.content() == before


def test_a_database_of_a_newer_version_is_left_alone(made: Installation) -> None:
    made.sql("INSERT INTO django_migrations (app, name, applied) VALUES ('core', '9999_future', now())")
    done = made.command("prepare")
    assert done.returncode == 1
    assert "mới hơn" in done.stderr
    made.sql("DELETE FROM django_migrations WHERE name = '9999_future'")


def test_a_new_folder_is_not_put_on_a_database_with_data(made: Installation) -> None:
    done = made.command("prepare", "--expect-empty")
    assert done.returncode == 1
    assert "đã có dữ liệu" in done.stderr
