"""Tests of the readers, the grouping and the verdict on cards."""
