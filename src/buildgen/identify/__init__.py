"""Which Vega 20 card is this: readers of saved tool output and of VBIOS images, and the verdict."""
