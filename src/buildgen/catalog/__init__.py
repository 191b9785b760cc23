"""The catalog: models of the entries, their loading, merging and references."""
