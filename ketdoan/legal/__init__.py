"""The legal assistant: the library of law, the handbook in plain words, answers that quote them; and the legal desk.

Owns acts of law and their articles, the indexes over them, what the handbook says, and the questions that people
confide to legal officers. Knows units for the rights of their posts, and for whom a question goes to.
"""
