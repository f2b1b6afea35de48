"""What other software may ask of the module."""

from . import assistant, desk  # noqa: F401 - their operations join the API
