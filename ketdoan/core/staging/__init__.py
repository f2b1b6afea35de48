"""Files that come in from outside and are looked over before anything of them is done.

A file is handed in, its columns are told, its rows are compared with the register and shown, corrected on screen, and
those that are right are carried out in one act. What every such import has stands here once:

    models  the file, its rows, the layouts that are remembered: abstract, each module has its own tables
    rows    reading what is kept of a file, as the screens show it
    work    the acts and the jobs around a file: `Staging`, of which a module fills in what differs
    files   the faulty rows as a file
    forms, views   the pages

What a row says and what it comes to is the module's own matter: its reader, its comparison (`Plan`), its carrying out.
See docs/decisions/0004-import-of-a-union.md for why it is so.
"""
