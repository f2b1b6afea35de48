#!/bin/sh
# Finds a Python that fits and hands over to the launcher. Plain sh, so that it can also
# say what is missing on a machine whose only Python is an old one.
set -eu
root=$(dirname -- "$(dirname -- "$(readlink -f -- "$0")")")

fits() {
    "$1" -c "import sys$2; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))" >/dev/null 2>&1
}

# The newest name comes last: the system's own python3 is the one whose venv module is most likely there.
for needs in ", ensurepip, venv" ""; do
    for python in "${PYTHON:-}" "$root/.venv/bin/python" python3 python3.13 python3.12 python3.11; do
        if [ -n "$python" ] && fits "$python" "$needs"; then
            exec "$python" "$root/launcher/__main__.py" "$@"
        fi
    done
done
echo "Kết Đoàn cần Python 3.11, 3.12 hoặc 3.13. Hãy cài (Debian, Ubuntu: apt install python3 python3-venv) hoặc chỉ đường dẫn: PYTHON=/đường/dẫn/python3 ./$1" >&2
exit 1
