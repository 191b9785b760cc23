"""The static JSON API beside the pages."""

from __future__ import annotations

from buildgen.site.matter import Matter
from buildgen.site.staging import Files


def api_files(matter: Matter) -> Files:
    """Make the files of the API."""
    return {}
