"""Python and JavaScript agree: the two engines, call by call."""
