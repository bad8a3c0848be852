#!/usr/bin/env python3
"""Start a scene; the machine needs nothing but Python 3.11+. Arguments: those of "improv play".

The first start sets everything up, later ones go straight to the scene. This file keeps to the
syntax of Python 3.6, so that an old Python gives a clear line and not a SyntaxError.
"""

import sys

if sys.version_info < (3, 11):  # noqa: UP036
    sys.exit(
        f"improv-partner needs Python 3.11 or newer; this is {sys.version_info[0]}."
        f"{sys.version_info[1]}. Get one from https://www.python.org/downloads/ and start with it."
    )

import setup_env


def main() -> None:
    setup_env.prepare_or_exit(wishes=["echo"])
    setup_env.hand_over([str(setup_env.VENV.program("improv")), "play", *sys.argv[1:]])


if __name__ == "__main__":
    main()
