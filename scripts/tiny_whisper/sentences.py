"""The closed stage language of the tiny model: 54 patterns, 10 slots, 272 words.

Change it for another vocabulary; everything else stays as it is.
"""

from __future__ import annotations

import random
import re
import zlib
from itertools import chain

SLOTS = {
    slot: words.split("|")
    for slot, words in {
        "NAME": "captain|doctor|grandma|mister brown|mary|sam|rosa|henry|detective|your majesty"
        "|nurse|sergeant|coach|boss",
        "PLACE": "kitchen|garden|harbor|station|castle|hospital|basement|library|bakery"
        "|space ship|forest|church|theater|hotel|prison|island|school|office",
        "THING": "letter|ring|map|key|suitcase|cake|sword|telephone|painting|hat|dog|ticket"
        "|ladder|radio|potion|clock|trumpet|coat|chicken|lantern",
        "FEEL": "angry|happy|afraid|proud|jealous|tired|lonely|sorry|excited|nervous|ashamed"
        "|calm|furious|confused|hopeful|sad",
        "ADJ": "old|red|broken|golden|secret|enormous|tiny|wet|strange|beautiful|dangerous"
        "|expensive",
        "VERB": "find|hide|open|steal|fix|carry|sell|burn|bring|follow|forget|protect|bury|clean",
        "PAST": "found|lost|hid|opened|stole|fixed|carried|sold|burned|brought|forgot|dropped"
        "|buried|broke",
        "TIME": "tonight|tomorrow|yesterday|this morning|after dinner|every winter|right now"
        "|at midnight|twenty years ago|in five minutes|before sunrise|last summer",
        "REL": "mother|father|brother|sister|daughter|husband|wife|neighbor|partner|teacher"
        "|friend|son",
        "NUM": "one|two|three|four|five|six|seven|eight|nine|ten|twelve|twenty|fifty",
    }.items()
}

PATTERNS = """\
{NAME} i can not believe you {PAST} the {THING}
why is there a {ADJ} {THING} in the {PLACE}
i am so {FEEL} that i could cry
my {REL} {PAST} a {THING} {TIME}
do not {VERB} that {THING}
please {NAME} help me {VERB} the {ADJ} {THING}
we have to {VERB} the {THING} before {NAME} comes back
you never told me about the {PLACE}
welcome to the {PLACE} {NAME}
are you {FEEL} with me or with my {REL}
i have been waiting in this {PLACE} for {NUM} hours
listen to me {NAME} this is not a joke
oh no the {THING} is {ADJ} again
yes and then the {REL} {PAST} the {THING}
nobody leaves the {PLACE} until i find my {THING}
your {REL} said you would be {FEEL}
what did you do with the {THING} {NAME}
it was {ADJ} and {ADJ} and now it is mine
i love you more than my {ADJ} {THING}
stop it {NAME} you are making me {FEEL}
there are {NUM} {ADJ} people outside the {PLACE}
let us go to the {PLACE} {TIME}
{TIME} i {PAST} your {THING} and i am {FEEL}
maybe the {REL} is hiding in the {PLACE}
thank you for the {THING} it is very {ADJ}
how could you {VERB} my {REL} like that
give me the {THING} and nobody gets hurt
i think we should talk about {TIME}
all right {NAME} take {NUM} steps back
the door to the {PLACE} is open
is that a {THING} or a {THING}
i was only {NUM} when my {REL} left
we are out of time
say that again {NAME}
i do not want to {VERB} anything
you look {FEEL} today
who are you and why are you in my {PLACE}
that is the most {ADJ} thing i ever saw
come here and look at this {THING}
{NAME} the {PLACE} is on fire
it is only a {THING}
no no no not the {THING}
sit down {NAME} you are {FEEL}
my heart is {ADJ} and {FEEL}
well then we will {VERB} it {TIME}
i will never {VERB} you
did {NAME} really {VERB} the {THING}
can you keep a secret {NAME}
where is my {THING}
good evening {NAME}
we {PAST} it in the {PLACE}
she is my {REL} and he is my {REL}
run {NAME} run
i need {NUM} more minutes""".splitlines()


def sentence(rng: random.Random) -> str:
    """One sentence, lower case, without punctuation."""
    return re.sub(r"\{(\w+)\}", lambda slot: rng.choice(SLOTS[slot[1]]), rng.choice(PATTERNS))


def vocabulary() -> list[str]:
    plain = [re.sub(r"\{\w+\}", "", pattern) for pattern in PATTERNS]
    return sorted({word for text in chain(plain, *SLOTS.values()) for word in text.split()})


def is_kept_for_tests(text: str) -> bool:
    """One sentence in twenty is never trained on; which ones, hangs on the sentence alone."""
    return zlib.crc32(text.encode()) % 20 == 0
