"""Reading lists of members from the files that exist: from a messy Excel or CSV file to rows of typed facts.

Pure: no database, no request. `files` opens a file of any kind and mends what concerns whole columns (`fonts`,
`orders`); `columns` knows how columns are headed, `layout` what those of a sheet mean; `days`, `identity`, `names`,
`values` read cells; `rows` tells members from headings and totals; `crossing` puts the cells of a row together, and
`reading` all of it. `read_file(file, name, kept)` gives a Book; `read(book.rows(), layouts)` what it says.
"""
