#!/usr/bin/env python3
"""Recordings in a notebook, cell by cell ("# %%" is a cell in VS Code, Spyder and Jupytext).

    python examples/notebook.py [FOLDER [PAGE.html]]

needs pandas (pip install pandas). FOLDER: sessions, "recordings" if not told.
"""

# %% Sessions: nothing is read yet
import sys
from pathlib import Path

import numpy as np

import improv_partner

given = dict(enumerate(sys.argv))
place, page = given.get(1, "recordings"), given.get(2, "exchange.html")

sessions = improv_partner.load(place)
print(sessions)

# %% One after the other; what may not or cannot be read is told
for session in sessions:
    print(session)
for why in sessions.refused.values():
    print("left out:", why)

# %% A table of all exchanges: was the tag read, and how long was the gap?
table = sessions.frame("exchanges")
print(table[["intent", "reading", "agreement", "gap_s"]].describe(include="all"))
print(table.groupby("intent", dropna=False)["gap_s"].agg(["count", "median"]))

# %% Where did it fail?
failures = sessions.frame("failures")
print(failures.groupby(["kind", "cause"]).size())

# %% One exchange that the actor tagged: the dataclass, and its sound as numpy
excerpt = next(one for session in sessions for one in session if one.exchange.meant)
exchange = excerpt.exchange
print(exchange.said, "|", exchange.meant, "|", exchange.reading, "|", exchange.heard)
if excerpt.session.header["audio"]:
    sound = excerpt.sound("actor")
    loudness_db = 20 * np.log10(np.sqrt(np.mean(sound**2)) + 1e-9)
    print(f"{len(sound) / 16_000:.2f} s of the actor at {loudness_db:.1f} dB")

# %% In Jupyter the last line of a cell shows itself: meant, audible, read, done, and the sound
excerpt  # noqa: B018

# %% The same as a file, for a browser
Path(page).write_text(f"<meta charset=utf-8>{excerpt._repr_html_()}", encoding="utf-8")
