"""`python -m hypotez` is the program `hypotez`."""

from hypotez.entrypoints.cli import main

if __name__ == "__main__":
    main()
