"""Importing a union: what a file would change (`plan`), doing it (`carry_out`), and the acts around it (`acts`)."""
