"""The understudy's own lines. One sentence each, short, and true in any scene.

Blanks: {np} the actor's noun ("your ring"), {Np} the same with a capital, {it} {is} {was} to go
with it; {c} {C} the actor's statement turned round ("you lost your ring"); {old} a noun of an
earlier line. Moods: hot, low, bright, tense, warm, plain.
"""

from __future__ import annotations

THINGS: dict[str, tuple[str, ...]] = {
    "plain": (
        "Ah, {np}, I wondered when we would come to {it}.",
        "So you noticed {np}, good, that saves me the telling.",
        "I had a feeling that it would come down to {np}.",
        "You are the first to say a word about {np}.",
        "Leave {np} to me, I have plans for {it}.",
        "Ah, {np}.",
        "{Np}, naturally.",
        "I was hoping that nobody would bring up {np}.",
        "Funny, I dreamed of {np} last night.",
        "{Np}, of course, and I walked straight past {it} this morning.",
        "There is a story behind {np}, and I come out of it badly.",
        "I would not part with {np} for any money.",
    ),
    "hot": (
        "Yes, {np}, and I would do it all again.",
        "Go on, blame me for {np}, I have earned it.",
        "All right, {np} {was} my doing.",
        "You would start a war over {np}, and you might win it.",
        "Shout if you like, but {np} {was} never only yours to worry about.",
        "Say what you want about {np}, I will not look away.",
        "{Np}, yes, blame me.",
    ),
    "low": (
        "I have tried so hard not to think about {np}.",
        "{Np}, yes, that is where it hurts.",
        "Nobody else remembers {np} the way we do.",
        "There are days when {np} {is} all I think about.",
        "We never said a proper word about {np}.",
        "Oh, {np}.",
    ),
    "bright": (
        "{Np}, at last, I could dance on the spot.",
        "To {np}, then, and to us.",
        "{Np}, and on a day like this, you could not make it up.",
        "I have waited years to hear somebody be glad about {np}.",
        "If we tell people about {np} nobody will believe us.",
        "{Np}, ha.",
    ),
    "tense": (
        "Not so loud about {np}, please.",
        "{Np}, I know.",
        "Do not look round, but {np} {is} exactly what I was afraid of.",
        "You are not the only one who asked about {np} today.",
        "I knew that {np} would be the end of us.",
        "One wrong word about {np} and we are both finished.",
    ),
    "warm": (
        "You always had a good word for {np}.",
        "{Np}, yes, always.",
        "With you {np} {is} in the right hands.",
        "I have watched you with {np}, when you thought that nobody did.",
    ),
}

PEOPLE: dict[str, tuple[str, ...]] = {
    "plain": (
        "{Np} told me the very same thing, almost word for word.",
        "Everybody has a story about {np}, and I like yours best.",
        "I was thinking of {np} only this morning.",
        "{Np} never did tell you all of it.",
        "You sound like {np} when you say that.",
        "Ah, {np}.",
    ),
    "hot": (
        "Leave {np} out of it, I am the one you want.",
        "{Np} came to me first, and you ought to know why.",
        "You always did take the side of {np}.",
    ),
    "low": (
        "{Np} would have known what to say to you.",
        "I catch myself keeping a chair free for {np}.",
        "I never thanked {np}, and now look at us.",
    ),
    "bright": (
        "Wait until {np} hears about this.",
        "{Np} will be telling this story for years.",
    ),
    "tense": (
        "{Np} must never find out, promise me that.",
        "Whatever you do, do not say a word to {np}.",
    ),
    "warm": (
        "{Np} {was} lucky to have you.",
        "I would give a great deal for what you and {np} have.",
    ),
}

IDEAS: dict[str, tuple[str, ...]] = {
    "plain": (
        "{Np}, there it is, somebody had to say it.",
        "I have been turning over {np} in my head all day.",
        "I have a view on {np}, and you will not like it.",
        "{Np}, yes, exactly.",
    ),
    "hot": (
        "Do not talk to me about {np} as if I had not paid for it.",
        "You bring up {np} now, after all this time.",
    ),
    "low": (
        "{Np} {is} a lot to carry alone.",
        "Nobody prepares you for {np}.",
    ),
    "bright": ("I could get used to {np}, I really could.",),
    "tense": ("I do not trust {np} any more than you do.",),
    "warm": ("There is nobody I would rather share {np} with.",),
}

# Statements of the actor's, turned round and accepted. By whom they are about.
ABOUT_PARTNER: dict[str, tuple[str, ...]] = {
    "plain": (
        "{C}, that is true, and there is more.",
        "Yes, {c}, you have known it all along.",
        "{C}, and you are the first to say it to my face.",
        "All right, {c}, I admit it.",
        "Yes, {c}.",
        "{C}, and I have not had a quiet night since.",
    ),
    "hot": (
        "Yes, {c}, and now you know it.",
        "{C}, and you have every right to shout.",
        "{C}, I know, and it is worse than you think.",
    ),
    "low": ("{C}, I know, and I am sorry for it every day.",),
    "bright": ("{C}, and it is the best thing that I ever did.",),
    "tense": ("{C}, yes, but please, not so loud.",),
    "warm": ("{C}, and I would not have it any other way.",),
}
ABOUT_ACTOR: dict[str, tuple[str, ...]] = {
    "plain": (
        "{C}, I can see it in your face.",
        "{C}, and you tell me only now.",
        "Then {c}, and nothing is going to be the same.",
        "{C}, well, that changes things.",
        "{C}, and somehow I am not surprised.",
        "{C}, good, then we can stop pretending.",
        "So {c}.",
    ),
    "hot": (
        "{C}, and that is my fault as well, I suppose.",
        "{C}, and I am supposed to stand here and smile.",
    ),
    "low": (
        "{C}, and still you are standing here.",
        "{C}, I know, I was there too.",
        "{C}, and nobody could have asked more of you.",
    ),
    "bright": (
        "{C}, ha, I knew you had it in you.",
        "{C}, and I want to hear every detail.",
    ),
    "tense": ("{C}, then we have less time than I thought.", "{C}, and I am shaking as well."),
    "warm": ("{C}, and you choose this moment to tell me.",),
}
ABOUT_US: tuple[str, ...] = (
    "Yes, {c}, the two of us, whether we like it or not.",
    "{C}, and I would not be anywhere else.",
    "{C}, and nobody else is going to help us.",
    "{C}, then let us at least do it properly.",
)
ABOUT_THAT: tuple[str, ...] = (
    "You are right, {c}, I noticed it too.",
    "Yes, {c}, and I am to blame for that.",
    "I know, {c}, I have known it for a while.",
    "Of course {c}, that is why I came.",
    "Yes, {c}.",
    "{C}, and you are the only one who says so out loud.",
    "{C}, and I thought that nobody else had noticed.",
)

# Words that want an answer of their own: (pattern, lines).
SPECIAL: tuple[tuple[str, tuple[str, ...]], ...] = (
    (r"\bi love you\b", (
        "You love me, and you choose this moment to say it.",
        "I know, I have been waiting for you to notice.",
    )),
    (r"\bi hate you\b", (
        "Hate me, then, at least it is something.",
        "Good, hate me, it suits you better than being polite.",
    )),
    (r"\b(?:i am|i'm|so) sorry\b|\bforgive me\b|\bapologi[sz]e\b", (
        "You are sorry, well, that is a beginning.",
        "Keep one sorry for later, you may need it.",
        "I believe you, and that makes it harder.",
        "I should have said it first.",
    )),
    (r"\bthank(?:s| you)\b", (
        "Do not thank me yet, you have not heard the rest.",
        "You thank me, that is new, and I like it.",
    )),
    (r"\bcongratulations\b", (
        "You are the first to say it as if it hurt.",
        "Thank you, I think, you do have a way of saying it.",
    )),
    (r"\b(?:be quiet|shut up|hush|not so loud)\b", (
        "I am quiet, I am so quiet that I can hear your heart.",
        "All right, not another sound from me.",
    )),
    (r"\b(?:stop|enough|leave me alone|don't touch)\b", (
        "All right, I have stopped, look at me.",
        "I will stop, and then you tell me what to do instead.",
        "Stopping is the one thing I never learned.",
    )),
    (r"\bhelp\b", (
        "I have two hands, tell me where you want them.",
        "I will help you, and afterwards we never speak of it.",
    )),
    (r"\btell me\b", (
        "I will tell you, and you will wish that I had not.",
        "You had better hold on to something.",
    )),
    (r"\bplease\b", (
        "You say please, so it is serious.",
        "When you ask me like that I cannot say no.",
    )),
    (r"\b(?:goodbye|i have to go|i must go|i am leaving|i'm leaving)\b", (
        "Go, then, but you will hear this first.",
        "You have one foot out of the door, and I cannot blame you.",
    )),
    (r"^\W*(?:hello|hi|hey|good (?:morning|evening|day))\b", (
        "There you are, I had almost given you up.",
        "You came, I did not think that you would.",
    )),
    (r"^\W*(?:look|see|watch)\b", (
        "I see it, and I wish that I did not.",
        "I am looking, I cannot look away.",
    )),
    (r"^\W*(?:wait|listen|hold on)\b", (
        "I am not going anywhere, I am all ears.",
        "I am listening, I have not listened like this in years.",
    )),
    (r"^\W*(?:yes|yeah|of course|okay|ok|all right|fine|sure)\W*$", (
        "Good, then it is decided.",
        "I knew that you would see it my way.",
        "Just like that, and I had a whole speech ready.",
    )),
    (r"^\W*(?:no|never|not at all|nope)\W*$", (
        "No, well, I would have said the same.",
        "I thought so, and I am glad you said it straight.",
        "All right, no, then we do it the hard way.",
    )),
)  # fmt: skip

QUESTIONS: dict[str, tuple[str, ...]] = {
    "yes": (
        "Yes, and I have been waiting for somebody to ask me.",
        "Yes, since you ask, and I am not proud of it.",
        "Yes, God help me, yes.",
        "More than you know, yes.",
        "Yes, and you would have done the same.",
        "Yes.",
        "Oh yes.",
    ),
    "who": (
        "It was me, it was always me.",
        "Somebody whom we both know, and you will not like it.",
        "The last person on earth that you would think of.",
        "Me.",
    ),
    "what": (
        "It is exactly what you think it is.",
        "Exactly what you think.",
        "Something that I ought to have told you long ago.",
        "You may well ask, I have asked myself the same thing.",
        "What does it look like, I have lost my head completely.",
    ),
    "where": (
        "Closer than you think.",
        "Right under your nose, the whole time.",
        "In the one place where nobody ever looks.",
    ),
    "when": (
        "Tonight, before one of us loses courage.",
        "The day that you stopped asking.",
        "It has already begun.",
    ),
    "why": (
        "Because nobody else would have done it.",
        "Because you would have stopped me, and rightly.",
        "I have asked myself that every night this week.",
        "For you, you fool.",
    ),
    "how": (
        "Slowly at first, and then all in one night.",
        "With both hands and my eyes shut.",
        "Badly, if you want the truth.",
    ),
}

# Questions about a noun.
NOUN_QUESTIONS: dict[str, tuple[str, ...]] = {
    "where": ("{Np} {is} closer than you think.", "I put {np} where nobody ever looks."),
    "what": ("{Np} {is} exactly what you think.", "I can explain {np}."),
    "yes": ("Yes, {np}, what else.",),
}

# After the first sentence: room for the actor, or a thread back to an earlier line.
ROOM: dict[str, tuple[str, ...]] = {
    "plain": ("Tell me the part that you left out.", "I want to hear the rest.", "Start there."),
    "hot": ("Say it to my face.", "I am not running away this time.", "Go on, I can take it."),
    "low": ("You need not say anything.", "I am staying right here.", "Take your time."),
    "bright": ("Say it again, I want to enjoy it.", "Oh, this is a good day."),
    "tense": ("Listen, there it is again.", "Stay close to me.", "Breathe."),
    "warm": ("Come here a moment.", "I mean it.", "I do not say that often."),
}
BACK: tuple[str, ...] = (
    "First {old}, and now this.",
    "And I have not forgotten {old}.",
    "It all began with {old}, if you ask me.",
    "It is {old} all over again.",
)

YIELDS: tuple[str, ...] = (
    "All right, you first.",
    "Yes, go on, I talk too much.",
    "Fine, I am quiet.",
)
SILENCES: dict[str, tuple[str, ...]] = {
    "breathe": ("Hm.", "Well.", "Mm.", "Ah.", "So."),
    "act": (
        "Look at my hands, they will not keep still.",
        "There, I have turned round, now you need not see my face.",
        "I am going to sit down now, before I fall down.",
        "I am counting to ten, do not mind me.",
        "Here, I am taking one step towards you, only one.",
    ),
    "name": (
        "That is a very loud silence.",
        "You are thinking of it too.",
        "When you go quiet like this I know that I am right.",
        "You have gone a long way off just now.",
    ),
    "wait": ("Mm.", "Yes.", "I know."),
}
OPENINGS: tuple[str, ...] = (
    "There you are.",
    "So you came.",
    "Ah, at last.",
)
