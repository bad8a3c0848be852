"""python -m improv_partner: the command line."""

from .cli import main

main()
