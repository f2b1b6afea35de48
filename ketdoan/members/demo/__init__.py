"""The members of the illustrative union: the sector union whose counts were published, and Tây Ninh's living unions.

Every person is made up. The counts of the sector union and of the civil servants' union of Tây Ninh are those that
these published; each file says what it makes true. Names, sexes, days and numbers come from seeded draws.
"""
