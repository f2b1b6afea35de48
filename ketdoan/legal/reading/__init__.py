"""Files of acts of law on their way to lines of text: Word, web pages, PDF, plain text, pages of the codification.

A file comes from outside and may be made to do harm. `kinds` refuses by its first bytes and by the listing of its
package, `apart` reads the rest in a process of its own with little memory and time. What comes out are lines as
`rules.document` reads them, or articles, where the page itself says of each which act it is of.
"""
