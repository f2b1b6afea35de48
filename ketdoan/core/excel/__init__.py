"""Tables of people: files that came from outside, read into texts, and books written. Pure, without database.

`book` opens Excel files, `layout` finds the header of a sheet and remembers what its columns mean, `cells` reads values
that every list has, `writing` writes books. What the columns of a kind of list mean is known by its module.
"""

from .book import Sheet, check_file, open_book
from .layout import Layout, Row, column_letter, data_rows
from .writing import Page, write_book

__all__ = ["Layout", "Page", "Row", "Sheet", "check_file", "column_letter", "data_rows", "open_book", "write_book"]
