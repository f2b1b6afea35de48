"""What the module registers: the official's home."""

from ketdoan.core.modules import MenuItem, Module
from ketdoan.core.screens import SIGNED_IN

module = Module(
    name="workspace",
    title="Bàn làm việc",
    menu=[MenuItem("Bàn làm việc", "layout-dashboard", "workspace:home", SIGNED_IN, order=0)],
)
