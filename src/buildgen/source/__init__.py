"""YAML text to plain data with the place of every value.

No implicit typing beyond `null`, `true`, `false`, whole numbers and plain decimals; repeated keys, anchors,
tags, merge keys and further documents are findings; size, depth and count are bounded while reading, so that
hostile input costs no more than honest input.
"""

from buildgen.source.document import Document
from buildgen.source.limits import MAX_BYTES, MAX_FINDINGS
from buildgen.source.reading import collector_off, parse_document, read_document

__all__ = ["MAX_BYTES", "MAX_FINDINGS", "Document", "collector_off", "parse_document", "read_document"]
