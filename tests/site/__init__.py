"""Tests of the site."""  # noqa: A005 - the room that they mirror has this name
