"""What other software may ask of the module."""

from . import assistant, desk  # noqa: F401 - its operations join the API
