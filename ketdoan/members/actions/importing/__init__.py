"""Importing lists of members: what a list would change (`comparing`), doing it (`carrying`), the acts around it
(`acts`), and taking it back (`undoing`)."""
