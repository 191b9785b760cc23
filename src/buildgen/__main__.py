"""`python -m buildgen`: the same as the `buildgen` command."""

from buildgen.cli.main import main

if __name__ == "__main__":
    main()
