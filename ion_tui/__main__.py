"""`python -m ion_tui` is the `ion-tui` command."""

from ion_tui.cli import main

if __name__ == "__main__":
    main()
