"""The one door out of the scope: for jobs, migrations, set-up and named queries across units.

Views, forms and tables never import this (import-linter checks).
"""

from contextlib import AbstractContextManager

from .scope import EVERYTHING, Scope, within


def everything() -> AbstractContextManager[Scope]:
    """Run a block that sees all units."""
    return within(EVERYTHING)
