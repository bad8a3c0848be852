"""Words of a line for the rules: which carry content, their basic form, what numbers they are.

English; lists and rules of our own. Rough, and meant to be: two lines share a word if they would
for a listener.
"""

from __future__ import annotations

import re

_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*|\d+")
_SENTENCE = re.compile(r"[^.!?…]+[.!?…]*")


def listed(words: str) -> frozenset[str]:
    return frozenset(words.split())


# Words that carry no content of their own: of grammar, of agreement, of calling.
EMPTY = listed(
    """a an the this that these those some any each every all both no none not never ever only just
    very too also so then than as at by for from in into of off on onto out over up down to under
    with without about after before around through between and or but nor because if when while
    until unless although though where who whom whose which what why how i me my mine myself you
    your yours yourself yourselves he him his himself she her hers herself it its itself we us our
    ours ourselves they them their theirs themselves one ones there here be is am are was were been
    being have has had having do does did doing done will would shall should can could may might
    must ought let get got go going gonna wanna gotta oh ah well yes yeah yep no nope okay ok hey hi
    hello um uh er hm hmm huh mm right sure really please sir madam like now again still already
    quite rather even much many more most less least own same such other another else way thing
    things something anything everything nothing someone anyone somebody anybody nobody everybody
    everyone lot bit kind sort maybe perhaps actually mean know think say said says tell told guess
    i'm you're he's she's it's we're they're i've you've we've they've i'll you'll he'll she'll
    we'll they'll it'll i'd you'd he'd she'd we'd they'd isn't aren't wasn't weren't haven't hasn't
    hadn't don't doesn't didn't won't wouldn't can't cannot couldn't shouldn't mustn't ain't that's
    there's here's what's who's where's how's let's"""
)
# Forms of common verbs that no rule of spelling finds.
_FORMS = {
    form: verb
    for verb, forms in {
        "sell": "sold", "take": "took taken", "give": "gave given", "buy": "bought",
        "steal": "stole stolen", "break": "broke broken", "write": "wrote written",
        "leave": "left", "lose": "lost", "find": "found", "bring": "brought", "keep": "kept",
        "hear": "heard", "see": "saw seen", "come": "came", "go": "went gone", "eat": "ate eaten",
        "drink": "drank drunk", "die": "died dead dying death", "hide": "hid hidden",
        "lie": "lied lying", "pay": "paid", "send": "sent", "make": "made", "speak": "spoke spoken",
        "throw": "threw thrown", "burn": "burnt", "run": "ran", "fall": "fell fallen",
        "feel": "felt", "forget": "forgot forgotten", "win": "won", "teach": "taught",
        "catch": "caught", "drive": "drove driven", "promise": "promised", "marry": "married",
        "read": "read", "wear": "wore worn", "sing": "sang sung", "sleep": "slept", "meet": "met",
        "build": "built", "choose": "chose chosen", "cut": "cut", "hold": "held", "stand": "stood",
    }.items()
    for form in forms.split()
}  # fmt: skip
_SMALL = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
_SMALL += "fifteen sixteen seventeen eighteen nineteen"
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
NUMBERS: dict[str, int] = {
    **{word: value for value, word in enumerate(_SMALL.split())},
    **{word: 10 * value for value, word in enumerate(_TENS.split(), 2)},
    "hundred": 100, "thousand": 1000, "dozen": 12,
}  # fmt: skip


def tokens(text: str) -> list[str]:
    """The words in lower case and the numbers, in order, without signs."""
    return _WORD.findall(text.lower().replace("’", "'"))


def sentences(text: str) -> list[str]:
    """With their signs."""
    return [part.strip() for part in _SENTENCE.findall(text) if tokens(part)]


def basic(word: str) -> str:
    """A word without its ending, so that "promises", "promised" and "promise" are one."""
    word = word.removesuffix("'s").removesuffix("'")
    word = _FORMS.get(word, word)
    for ending, least in (("ies", 2), ("ing", 3), ("ed", 3), ("es", 3), ("s", 3)):
        if word.endswith(ending) and len(word) - len(ending) >= least and not word.endswith("ss"):
            word = word.removesuffix(ending) + ("y" if ending == "ies" else "")
            break
    if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "aeioul":
        word = word[:-1]  # stopp(ed)
    return word.removesuffix("e") if len(word) > 3 else word


def content(text: str) -> list[str]:
    """The words that carry content, each once, in basic form, in order."""
    return list(dict.fromkeys(basic(word) for word in tokens(text) if word not in EMPTY))


def number(word: str) -> int | None:
    """What number this word is: "7", "seven", "fifty"; compounds come word by word."""
    return int(word) if word.isdecimal() and len(word) < 9 else NUMBERS.get(word)


# Of mere assent, courtesy and astonishment: they carry something, but nothing to play with.
ASSENT = frozenset(
    basic(word)
    for word in listed(
        """good fine great nice cool wow course suppose see believe understand agree indeed true
        exactly absolutely certainly definitely totally alright ha hah aye aw ooh eh mhm yup ya
        guess seem sound sorry dear god goodness gosh lovely interesting funny sweet correct fair
        enough possible possibly probably happen"""
    )
)


def is_question(text: str) -> bool:
    return text.rstrip(" \"'”’)").endswith("?")
