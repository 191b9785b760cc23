"""What follows from a catalog: pure functions from values to frozen results."""
