"""The one error that this package raises on input it cannot take."""


class VietError(ValueError):
    """Input that cannot be read as what was asked for.

    Its text is Vietnamese and fit to stand beside a field or a row of an import.
    """
