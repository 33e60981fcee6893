"""``python -m evalsheet``."""

from .cli import main

main()
