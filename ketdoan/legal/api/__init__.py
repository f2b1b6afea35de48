"""What other software may ask of the module."""

from . import assistant  # noqa: F401 - its operations join the API
