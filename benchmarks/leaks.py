"""100,000 random reads as random posts, against plain Python that knows what each may see: not one may leak.

The reads and the oracle are those of tests/test_leaks.py, with more unions and more calls. Runs in the test runner's
own database, beside the benchmarks' one. LEAKS and LEAKS_SEED change how many and which.
"""

import os
import subprocess
import sys
import time

CALLS, UNIONS = "100000", "20"


def main() -> int:
    """Run them on both processors; returns 0 only if nothing leaked."""
    env = {"LEAKS": CALLS, "LEAKS_UNIONS": UNIONS, **os.environ}
    begin = time.monotonic()
    command = [sys.executable, "-m", "pytest", "-n", "2", "tests/test_leaks.py", *sys.argv[1:]]
    code = subprocess.run(command, env=env, check=False).returncode
    print(f"{env['LEAKS']} calls in {time.monotonic() - begin:.0f} s: {'a leak' if code else 'no leak'}")
    return code


if __name__ == "__main__":
    sys.exit(main())
