"""``python -m ui``: the command line, where no ``clippings`` was installed."""

from ui.cli import main

if __name__ == "__main__":
    main(prog_name="clippings")
