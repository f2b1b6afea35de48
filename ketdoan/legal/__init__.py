"""The legal assistant: the library of law, the handbook in plain words, and answers that quote them.

Owns acts of law and their articles, the indexes over them, and what the handbook says.
Knows units only for the rights of their posts.
"""
