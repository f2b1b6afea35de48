"""What the module registers with the rest."""

from ketdoan.core.modules import Module

module = Module(name="activities", title="Công việc")
