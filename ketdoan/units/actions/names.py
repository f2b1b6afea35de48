"""The columns of Unit that copy a version."""

from collections.abc import Mapping
from typing import Any

from ketdoan.core.viet import fold, title_key


def unit_names(code: str, values: Mapping[str, Any]) -> dict[str, str]:
    """Kind, names, search words and sort key, from a code and the fields of a version."""
    return {
        "kind": values["kind"],
        "name": values["name"],
        "short_name": values["short_name"],
        "status": values.get("status", "active"),
        "words": fold(f"{code} {values['name']} {values['short_name']}"),
        "sort_key": title_key(values["short_name"]),
    }
