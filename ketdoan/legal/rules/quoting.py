"""How deep within quoted text a line leaves off: an amending act quotes articles, whose numbers are not its own."""

import re

_STRAIGHT_END = re.compile(r'"\s*[.;,]?\s*$')


def depth_after(depth: int, line: str) -> int:
    """The depth after a line, from that before it. Straight marks open at the beginning of a line and close at its end:
    within a line they mostly set off a word."""
    depth = max(0, depth + line.count("“") - line.count("”"))
    if '"' in line and line.count('"') % 2:
        if line.lstrip().startswith('"'):
            return depth + 1
        if _STRAIGHT_END.search(line):
            return max(0, depth - 1)
    return depth
