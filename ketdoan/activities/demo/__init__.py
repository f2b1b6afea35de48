"""What the illustrative union shows of this module, each part in a file. Written by the acts that the screens use."""

from .log import fill_log
from .programmes import fill_programmes
from .tasks import give_tasks

__all__ = ["fill_log", "fill_programmes", "give_tasks"]
