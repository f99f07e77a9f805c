"""``python -m ead`` is the command ``ead``."""

from ead.cli.main import main

if __name__ == "__main__":
    main()
