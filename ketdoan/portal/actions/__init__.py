"""Acts of the app: codes, joining, linking accounts to records."""
