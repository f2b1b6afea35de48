"""The union's shape and its people in office.

Owns persons and decisions, the two trees of units with their history, reorganisation, bodies with terms and
appointments, departments, and posts with their permissions.
"""
