"""Acts of the module: one verb function each."""
