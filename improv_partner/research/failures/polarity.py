"""Are the words of a line pleasant or unpleasant? By a small list of our own, in English.

It says nothing of most lines, and is not to be trusted with irony: that is what it is for here.
"""

from __future__ import annotations

from .words import basic, listed, tokens


def _basics(words: str) -> frozenset[str]:
    return frozenset(basic(word) for word in listed(words))


PLEASANT = _basics(
    """adore amazing amused angel applause appreciate beautiful beloved best better blessed bliss
    brave bravo brilliant calm celebrate champion charming cheer cheerful clever comfort
    congratulations cosy darling dear delicious delight delighted dream easy elegant enjoy
    excellent excited exciting fabulous fantastic fine fortunate free fresh friend fun funny gentle
    generous gift glad glorious glory good gorgeous grand grateful great happy harmless heaven
    hilarious honest honour hooray hope hug ideal impressed joke joy kind kiss laugh laughing love
    loved lovely lucky magic magnificent marvellous merry miracle nice paradise peace peaceful
    perfect pleasant pleased pleasure precious pretty prize proud rejoice relief relieved rescue
    rich safe smile splendid success sunny superb sweet sweetheart talented tender terrific thank
    thankful thanks thrilled treasure treat triumph trust victory warm welcome win wise wonderful
    won worth wow"""
)
UNPLEASANT = _basics(
    """abandoned afraid alone angry annoying anxious ashamed awful bad beg betray betrayed bitter
    blame bleed blood bored boring broken bury cancer cheat cold coward cruel cry crying curse
    damage damn danger dead death debt desperate destroy die died dirty disaster disgrace disgust
    disgusting dreadful embarrassed enemy evil fail failed failure fault fear fight filthy fired
    fool frightened funeral furious ghastly ghost grave grief guilt guilty hate hell helpless
    hideous hopeless horrible horror hungry hurt idiot ill illness insult jealous kill killed lie
    liar lonely lose loser lost mad mean mess miserable miss mistake mourn murder nasty nightmare
    pain painful panic pathetic poison poor prison problem punish rage regret revenge revolting
    ridiculous rotten ruin ruined sad scared scream selfish shame shock shut sick smell sorrow sorry
    stink stole stolen stupid suffer terrible terrified terror thief threat tired traitor trouble
    ugly unfair unhappy upset useless vile violent waste weep wicked worry worse worst worthless
    wound wreck wrong"""
)
_TURNS = listed(
    """not no never nobody nothing hardly without don't doesn't didn't isn't aren't wasn't weren't
    won't wouldn't can't cannot couldn't shouldn't ain't haven't hasn't"""
)
REACH = 3  # words after a "not" that are turned into their opposite


def polarity(text: str) -> int:
    """1 pleasant, -1 unpleasant, 0 neither, or both alike."""
    total, turned = 0, 0
    for word in tokens(text):
        if word in _TURNS:
            turned = REACH
            continue
        one = basic(word)
        value = (one in PLEASANT) - (one in UNPLEASANT)
        total += -value if turned else value
        turned = max(turned - 1, 0)
    return (total > 0) - (total < 0)
