"""Reading a union from Excel: from sheets to columns, rows, and what the rows say.

Pure: no database, no request. `core.excel` opens and writes files; `columns` knows how columns are headed, `layout`
tells what those of a sheet mean, `cells` reads values, `numbering` the tree that a numbering shows, `reading` puts it
together, `writing` is the sample.
"""
