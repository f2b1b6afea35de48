"""What inputs of the module have in common."""

from ninja import Schema
from pydantic import ConfigDict


class Strict(Schema):
    """An input in which every field is known."""

    model_config = ConfigDict(extra="forbid")
