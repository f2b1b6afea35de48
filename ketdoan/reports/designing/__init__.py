"""Forms from the sheets that unions use: a sheet is read into a proposal, which is corrected, checked and made into the
content of a form. Pure, without database.

`columns` finds the table of a sheet, `structure` which lines are sections, totals, parts and shares, `matching` which
elements of the catalogue they are, `reading` puts these together; `content` checks what was corrected and writes the
form, `trying` holds it against figures.
"""
