"""What follows from a build: totals, power, wiring, fit, speed. Pure: no files, no clock, no findings."""
