"""Work: tasks that go down the line and are answered, and the log of what a union did.

A task is issued by one unit and assigned to others; each assignment has a state of its own and ends once. Whoever
sees a unit sees what was assigned to it.
"""
