"""Hand-written pages: the macros in them, what they are filled with, and what is wrong with them."""
