"""An act of one button: done, or refused in words on the page that follows."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest


def done(request: HttpRequest, verb: Callable[..., Any], said: str, **inputs: Any) -> bool:
    """Do an act and tell what came of it. Returns whether it was done."""
    try:
        verb(**inputs)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return False
    messages.success(request, said)
    return True
