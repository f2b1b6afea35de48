"""Number and date formats (Django's FORMAT_MODULE_PATH)."""
