"""The command line: the only room that prints, asks for the time, or ends the process."""
