"""Background jobs of the module."""

from .actions.uploading import forget_uploads, read_upload, take_upload

__all__ = ["forget_uploads", "read_upload", "take_upload"]
