"""The logic of reports: what a rule says, whether figures keep it, what may have gone wrong. No database here."""
