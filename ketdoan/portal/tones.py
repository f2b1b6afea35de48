"""Tones of badges of what members follow in the app."""

from ketdoan.welfare.models import AidCase
from ketdoan.welfare.rules import CaseState

_CASES = {
    CaseState.OPEN: "yellow",
    CaseState.ASKED: "red",
    CaseState.DECIDED: "blue",
    CaseState.DONE: "green",
    CaseState.REFUSED: "grey",
    CaseState.WITHDRAWN: "grey",
}
#: Of what is asked about one's own data.
REQUESTS = {"waiting": "yellow", "accepted": "green", "done": "green", "refused": "grey", "withdrawn": "grey"}


def case_tone(case: AidCase) -> str:
    """The tone of a case: red where the member is to do something."""
    return _CASES[CaseState(case.state)]
