"""Writes of the module: one verb function per act."""
