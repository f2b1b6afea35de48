"""Pure rules of the module: answers, groups of opinion, what may be told. Nothing here reads a database."""
