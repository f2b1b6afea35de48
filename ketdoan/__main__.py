"""`python -m ketdoan COMMAND`: Django's management commands."""

import os
import sys

from django.core.management import execute_from_command_line

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ketdoan.settings")
execute_from_command_line(["manage", *sys.argv[1:]])
