"""Pure rules of grading; the parameters of law are dated rows (rules.toml). Nothing here reads a database."""
