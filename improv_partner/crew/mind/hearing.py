"""What the understudy hears in a line: nouns to take up, statements to accept, questions, feelings.

Simple word lists instead of grammar: it misses much, and what it finds is mostly right.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from .feelings import FEELINGS


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_OWNERS = {"my": "your", "your": "my", "our": "our", "his": "his", "her": "her", "their": "their"}
_ARTICLES = _words("a an the this that these those another some")
_VERBS = _words(
    """is are was were be been am has have had do does did can could will would shall should may
    might must go goes went gone going come comes came get gets got give gives gave given take takes
    took taken make makes made know knows knew say says said tell tells told see sees saw seen look
    looks looked want wants wanted need needs think thinks thought feel feels felt find finds found
    leave leaves left keep keeps kept let put puts stand stands stood sit sits sat hear hears heard
    love loves hate hates like likes lost lose loses died dies die sell sells sold buy buys bought
    steal stole stolen lie lies lied lying hide hides hid hidden break broke broken begin began
    start stop wait open opens close closes run runs ran fall falls fell eat eats ate drink drank
    sleep slept speak speaks spoke spoken write wrote written read mean means meant means seem seems
    seemed turn turns turned bring brings brought hold holds held ask asks asked call calls called
    work works worked play plays talk talks talked live lives lived kill kills burn burns burnt
    smells smell stinks rings rang hurts hurt tastes taste won't don't can't isn't aren't wasn't
    couldn't didn't doesn't wouldn't never always still just really"""
)
_STOP = _VERBS | _words(
    """i you he she it we they me him us them my your his her our their its this that these those
    a an the and but or so because if when while as than then too also not no yes oh well who whom
    whose what which where why how there here of in on at to from for with without by about into
    over under up down out off after before behind through all any every each some much many more
    most very only even again ever now today tonight tomorrow yesterday soon already myself yourself
    everything nothing something anything everybody nobody somebody anybody everyone someone i'm
    you're it's that's what's he's she's they're we're i've you've i'll you'll i'd you'd let's
    back away together inside outside enough please sorry okay right down last first next one both
    until till like such own same yet around across sir madam kind sort bit lot minute hundred
    thousand times half most"""
)
_PEOPLE = _words(
    """mother father mum mom mama dad papa brother sister wife husband son daughter baby uncle aunt
    grandmother grandfather gran granny grandma grandpa friend friends parents children child kids
    boy girl man woman men women doctor nurse teacher boss king queen neighbour neighbours police
    captain driver lawyer buyer buyers people family dog cat lover guest guests mother-in-law"""
)
_PARENTS = _words("mother father mum mom mama dad papa grandma grandpa granny")  # as names
_IDEAS = _words(
    """truth life time love heart fault idea ideas problem way point chance hope feeling day days
    night year years mind reason word words noise sound smell music silence help money thing things
    job luck dream dreams war peace story end beginning world death birthday secret secrets question
    answer moment matter past future mistake joke lie lies promise"""
)
_DAYS = _words(
    """Monday Tuesday Wednesday Thursday Friday Saturday Sunday God January February March April
    May June July August September October November December"""
)
_ENDING = re.compile(r"...(?:ing|ed|ly)$")  # most likely a verb or an adverb, but for these:
_NOUNS = _words("wedding morning evening building painting ceiling clothing family earring seed")
_PLURAL = _words("people children men women police feet teeth mice clothes trousers")
_SWAP = {
    "me": "you", "my": "your", "mine": "yours", "myself": "yourself", "i'm": "you are",
    "i've": "you have", "i'll": "you will", "i'd": "you would", "your": "my", "yours": "mine",
    "yourself": "myself", "you're": "I am", "you've": "I have", "you'll": "I will",
    "you'd": "I would", "i": "you",
}  # fmt: skip
_BE = {
    ("i", "are"): "am", ("i", "were"): "was", ("you", "am"): "are", ("you", "was"): "were",
    ("i", "aren't"): "am not", ("i", "weren't"): "wasn't", ("you", "wasn't"): "weren't",
}  # fmt: skip
_LEADS = _words("and but so now well oh no yes because then look please great")

_CUES = {
    "anger": "hate liar lied betrayed stole dare angry furious enough sick shout blame damn stupid "
    "traitor cheat cheated",
    "fear": "hide quiet careful help scared afraid danger dangerous police dark shh",
    "grief": "dead died dies funeral buried grave mourn widow ashes coffin",
    "sadness": "cry crying alone lonely sad tears miss missed empty lost goodbye",
    "guilt": "sorry fault forgive ashamed apologise regret",
    "joy": "wonderful happy hooray married won congratulations celebrate fantastic beautiful",
    "amusement": "funny joke laugh ha haha hilarious silly",
    "disgust": "disgusting ew ugh horrible stinks rotten filthy",
    "embarrassment": "embarrassing oops awkward blush naked",
    "contempt": "pathetic ridiculous idiot fool useless coward loser",
    "longing": "wish remember someday dream",
    "pride": "proud champion medal winner",
    "relief": "finally safe phew thank thanks luckily",
    "tenderness": "love darling dear sweetheart honey hug kiss gentle",
    "surprise": "really impossible suddenly unbelievable wow believe",
    "interest": "tell curious wonder wondered",
}  # earlier ones win a tie
_FEELING_OF = FEELINGS | {w: label for label, words in _CUES.items() for w in words.split()}
_SARCASM = re.compile(
    r"\b(?:oh )?(?:great|lovely|wonderful|perfect|brilliant|bravo|fantastic|nice)\W+"
    r"(?:now|thanks|just what|another|so|really|one)\b|\byeah,? right\b|\bthanks a lot\b|"
    r"\boh,? (?:sure|of course)\b|\bhow (?:nice|lovely|generous)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Offer:
    """A noun of the actor's, as the partner would say it ("your ring").

    kind: "thing", "person", "idea".
    """

    text: str
    kind: str
    plural: bool = False


def words_of(text: str) -> list[str]:
    return re.findall(r"[A-Za-zÀ-ÿ]+(?:['’-][A-Za-zÀ-ÿ]+)*", text.replace("’", "'"))


def offers(text: str, names: Sequence[str], not_names: Iterable[str]) -> list[Offer]:
    """The noun phrases of a line, longest first. names: of people; not_names: the two players'."""
    found: list[Offer] = []
    hidden = {part.lower() for name in not_names for part in name.split()}
    for name in sorted(names, key=len, reverse=True):
        own = {name.lower(), *name.lower().split()} & hidden
        known = any(name.lower() in offer.text.lower() for offer in found)
        if not (own or known) and re.search(rf"\b{re.escape(name)}\b", text, re.IGNORECASE):
            found.append(Offer(name, "person"))
    for clause in re.split(r"[.,;:!?…—]+", text):
        words = words_of(clause)
        for i, word in enumerate(words):
            if word.lower() in _OWNERS or word.lower() in _ARTICLES:
                found += _phrase(word.lower(), words[i + 1 : i + 4], hidden)
            elif word.lower() in _PARENTS and not (i and words[i - 1].lower() in _OWNERS):
                found.append(Offer(word.title(), "person"))
            elif i and word.istitle() and len(word) > 2 and not _taken(word, found, hidden):
                found.append(Offer(word, "person"))
    unique = {offer.text.lower(): offer for offer in reversed(found)}
    return sorted(unique.values(), key=lambda o: (o.kind == "idea", -len(o.text.split())))


def _taken(word: str, found: list[Offer], hidden: set[str]) -> bool:
    known = any(word in offer.text for offer in found)
    return known or word in _DAYS or word.lower() in hidden or word.lower() in _STOP


def _phrase(first: str, after: list[str], hidden: set[str]) -> list[Offer]:
    words: list[str] = []
    for word in after:
        low = word.lower()
        short = "'" in low and not low.endswith("'s")  # "don't", but not "mother's"
        if low in _STOP or low in hidden or short or word in _DAYS:
            break
        words.append(low if not word.istitle() else word)
        if low in _PEOPLE:
            break
    while len(words) > 1 and _ENDING.search(words[-1]) and words[-1].lower() not in _NOUNS:
        words.pop()
    if not words or len(words[-1]) < 3:
        return []
    head = words[-1].lower()
    kind = "person" if head in _PEOPLE else "idea" if head in _IDEAS else "thing"
    plural = head in _PLURAL or (head[-1] == "s" and head[-2:] not in ("ss", "us", "is"))
    return [Offer(f"{_OWNERS.get(first, 'the')} {' '.join(words)}", kind, plural)]


def flip(clause: str, names: Sequence[str] = ()) -> str:
    """The clause as the other one would say it: "you took my ring" -> "I took your ring"."""
    spelled = {part.lower(): part for name in (*names, *_DAYS) for part in name.split()}
    words, out = [w.lower() for w in words_of(clause)], list[str]()
    for i, word in enumerate(words):
        before = words[i - 1] if i else ""
        after = words[i + 1] if i + 1 < len(words) else ""
        if word == "you":
            subject = not i or after in _VERBS or after.endswith("ed") or before == "that"
            out.append("I" if subject and after else "me")
        elif out and (out[-1].lower(), word) in _BE:
            out.append(_BE[out[-1].lower(), word])
        else:
            out.append(_SWAP.get(word, spelled.get(word, word)))
    return " ".join(out)


def claims(text: str, names: Sequence[str]) -> list[tuple[str, str]]:
    """Short statements of a line: (who it is about: "you", "i", "we", "it"; flipped clause)."""
    found = []
    for clause in re.split(r"[.,;:!?…—]+|\b(?:and|but|because)\b", text):
        words = words_of(clause)
        while words and words[0].lower() in _LEADS:
            words = words[1:]
        start = [word.lower() for word in words[:2]]
        if len(words) > 3 and start in (["i", "think"], ["i", "believe"], ["i", "know"]):
            words = words[3:] if words[2] == "that" else words[2:]
        about = _about(words)
        if about and 2 < len(words) <= 8 and "?" not in text[text.find(words[-1]) :][:20]:
            found.append((about, flip(" ".join(words), names)))
    return found


def _about(words: list[str]) -> str:
    first, second = (words[0].lower(), words[1].lower()) if len(words) > 1 else ("", "")
    if first in ("you", "you're", "you've") and second not in ("know", "see", "mean"):
        return "you"
    if first in ("i", "i'm", "i've", "i'll") and second not in ("know", "mean", "guess"):
        return "i"
    if first in ("we", "we're", "we've"):
        return "we"
    if (first, second) in (("there", "it"), ("here", "it")):
        return ""
    third = first in ("he", "she", "they", "there", "it", "it's", "he's", "she's", "they're")
    noun = first in _OWNERS or first in ("the", "this", "that", "these", "those")
    return "it" if third or (noun and _VERBS & {w.lower() for w in words}) else ""


def question(text: str) -> str:
    """What is asked: "who", "what", ..., "yes" for yes or no; "" if nothing is."""
    last = re.split(r"(?<=[.!?…])\s+|,\s+", text.strip())[-1].lower()
    first, *rest = words_of(last) or [""]
    asked = last.endswith("?")
    word = first.replace("'s", "")
    if word in ("who", "what", "where", "when", "why", "how") and (
        asked or (rest and rest[0] in _VERBS) or "'s" in first
    ):
        return word
    inverted = first in _words("do does did are is was were have has can could will would should")
    if inverted and rest and (asked or rest[0] in ("you", "i", "we", "they", "he", "she")):
        return "yes"
    return "yes" if asked else ""


def feeling(text: str) -> tuple[str, int, str]:
    """Label, intensity and stance, guessed from the words: mostly ("neutral", 1, "")."""
    words = [w.lower() for w in words_of(text)]
    counts: dict[str, int] = {}
    for word in words:
        if word in _FEELING_OF:
            counts[_FEELING_OF[word]] = counts.get(_FEELING_OF[word], 0) + 1
    order = list(_CUES)
    stance = "sarcastic" if _SARCASM.search(text) else ""
    if stance:
        return "contempt", 2, stance
    if not counts:
        return ("interest" if question(text) else "neutral"), 1, ""
    label = min(counts, key=lambda k: (-counts[k], order.index(k) if k in order else 99))
    strong = "!" in text or counts[label] > 1 or bool(_words("so very never ever") & set(words))
    return label, 3 if strong else 2, ""
