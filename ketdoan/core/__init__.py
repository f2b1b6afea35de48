"""What every module stands on, knowing nothing of unions.

Scope and actor, actions with audit, screens, dated rules and history, files and encrypted values, jobs,
notifications, the screen kit, Vietnamese text and dates, and the registry by which modules meet (`modules.py`).
"""
