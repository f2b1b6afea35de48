"""Reading a union from Excel and writing it back: from a file to sheets, columns, rows, and what the rows say.

Pure: no database, no request. `book` opens files of any origin, `columns` knows how columns are headed, `layout` finds
the header of a sheet, `cells` reads values, `numbering` the tree that a numbering shows, `reading` puts it together.
"""
