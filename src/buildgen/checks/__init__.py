"""The checks: one function per code, each yielding the problems it sees in one entry."""
