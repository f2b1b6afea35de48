"""An illustrative union, built by the acts themselves: its history, the changes of 2025, and a living present.

Every name of a person, enterprise or decision in it is made up. Units of public bodies carry their public names;
all that is said about them here is an illustration. Each part of the union has a file; `build` runs them in order.
"""
