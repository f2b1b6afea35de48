"""`run`, `test`, `manage` and `bench` of the repository root all arrive here."""

import sys
from pathlib import Path

sys.path[0] = str(Path(__file__).resolve().parent.parent)

from launcher import bench, manage, run, test  # noqa: E402 - the path must be set first
from launcher.say import explained  # noqa: E402

COMMANDS = {"run": run.main, "test": test.main, "manage": manage.main, "bench": bench.main}

if __name__ == "__main__":
    sys.exit(explained(lambda: COMMANDS[sys.argv[1]](sys.argv[2:])))
