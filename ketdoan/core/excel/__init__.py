"""Tables of people: files that came from outside, read into texts, and books written. Pure, without database.

`book` opens Excel files, `delimited` CSV files, `layout` finds the header of a sheet and remembers what its columns
mean, `cells` reads values that every list has, `writing` writes books. What the columns of a kind of list mean is known
by its module.
"""

from .book import Sheet, check_file, open_book
from .delimited import open_delimited
from .layout import Layout, Mark, Row, column_letter, data_rows
from .writing import Page, write_book

__all__ = [
    "Layout",
    "Mark",
    "Page",
    "Row",
    "Sheet",
    "check_file",
    "column_letter",
    "data_rows",
    "open_book",
    "open_delimited",
    "write_book",
]
