"""What comes with an order to check, known to the server and to the process that checks."""

from __future__ import annotations

#: In place of a report's form: the report beside the text, for a page that is made of it.
PAGE = "page"
#: Field to file name and bytes.
Files = dict[str, tuple[str, bytes]]
