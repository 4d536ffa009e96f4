"""Let `python -m safelist` do what `safelist` does."""

from safelist.cli import main

if __name__ == "__main__":
    main()
