"""Figures in articles: what a text tells in numbers, and whether they agree with one another and with the register."""
