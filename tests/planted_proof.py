"""The bank of words that proves the failure rules: written when they were done, other words."""

from __future__ import annotations

from .planted_words import Bank

PROOF = Bank(
    clean=(
        ("This elevator has stopped.", "Between two floors and two marriages, I would say."),
        ("I pressed the red button.", "Then the porter is spilling his tea right now."),
        ("Somebody is knocking on the ceiling.", "My landlord dances on Thursdays."),
        ("Hold my violin.", "It weighs nothing. Did you empty it?"),
        ("You are wearing my scarf.", "It came down the corridor by itself and chose me."),
        ("There is a goat in the lobby.", "He has a reservation under the name of Bishop."),
        ("I have to be in court by noon.", "We could shout your plea through the shaft."),
        ("The lights are flickering.", "That is the hotel remembering the war."),
        ("I packed sandwiches.", "Bless you. Mine have been stolen by a nun."),
        ("Your shoes are wet.", "I walked here through the fountain, for luck."),
        ("The rope looks thin.", "My grandfather wove it out of piano strings."),
        ("Count to ten with me.", "Only if we may skip the sixes."),
        ("He proposed to me in this very spot.", "And the cable held? Remarkable man."),
        ("I can hear water.", "The pool is above us, and it has a temper."),
    ),
    plain=(
        "The meeting was moved to Friday.",
        "I left the bicycle by the church.",
        "They painted the door.",
        "My cousin works at the station.", "We walked along the canal.", "The post came early.",
        "He ordered two coffees.", "It was written on the wall.", "I took the second exit.",
    ),
    pleasant=(
        "Oh fantastic, that is exactly the help I needed, superb.",
        "You are so clever, really, brilliant.",
        "How delightful, I enjoy this so much.", "Congratulations, what a splendid idea.",
        "I love it, it is simply marvellous.",
    ),
    bitter=(
        "You ruined it, you selfish fool.", "It hurts, and I am afraid.",
        "What a disgusting, rotten place.", "I was so lonely, it was hell.",
    ),
    thanks=(
        "Thanks, it took me half the night to build.", "That means a lot, nobody ever notices.",
        "I'm flattered, I had hoped you would like the handle.",
    ),
    comfort=(
        (
            "They fired me.",
            "I'm so sorry you're going through this. You don't have to face it alone.",
        ),
        ("I shouted at my son.", "It sounds like that was really painful for you."),
        ("I cannot go in there.", "Take a deep breath. We'll get through this together."),
        ("He forgot my name.", "I can only imagine how difficult that is."),
        ("It was my turn to watch her.", "What you're feeling is perfectly normal."),
        ("I threw the ring away.", "Your anger is valid, and you are allowed to feel it."),
        (
            "The doctor rang.",
            "That sounds incredibly overwhelming. Would you like to talk about it?",
        ),
        ("I never said goodbye.", "Grief has no timeline. Be patient with yourself."),
        ("I hate this town.", "I hear your frustration, and it makes sense you feel that way."),
        ("Everybody laughed.", "That must have been so hard. Thank you for trusting me with it."),
    ),
    like_comfort=(
        ("They fired me.", "Good. Now you can carry the other end of this harp."),
        ("I shouted at my son.", "He shouted back in three languages. I was proud of both."),
        ("I cannot go in there.", "Breathe through your mouth, it is only the cheese."),
        ("The doctor rang.", "Sit. Drink this. It was meant for the horse."),
        ("I never said goodbye.", "You waved with the wrong hand, and he knew."),
        ("Everybody laughed.", "I did not. I was busy with your trousers."),
    ),
    blocked=(
        ("You burned my diary.", "I didn't burn your diary."),
        ("There is a tiger behind the curtain.", "There's no tiger behind the curtain."),
        ("I have brought you a crown.", "That's not a crown, that's a colander."),
        ("Your sister is waiting in the car.", "I don't have a sister."),
        ("We crossed the desert on foot.", "We never crossed the desert."),
        ("You are my father.", "I'm not your father."),
        ("I saved your life in the flood.", "You did no such thing."),
        ("My rocket is ready for the moon.", "Your rocket is not ready."),
        ("You stole the queen's hat.", "No, I did not. I was asleep."),
        ("The soup is made of gold.", "That isn't true. It is cabbage."),
        ("You have a gun in your pocket.", "I have no gun."),
    ),
    like_blocked=(
        ("You burned my diary.", "No, only the chapters about me, and I wept for the commas."),
        ("There is a tiger behind the curtain.", "No sudden moves. He likes the one with the hat."),
        ("I have brought you a crown.", "No! Not before the guests. Put it under the bread."),
        ("Your sister is waiting in the car.", "She won't come in until the geese are paid."),
        ("We crossed the desert on foot.", "And you never once let me carry the parrot."),
        ("Did you steal the hat?", "I did not. It followed me."),
        ("My rocket is ready for the moon.", "Not without my mother's trunk, it isn't."),
        ("The soup is made of gold.", "No spoon in this house will bear it."),
    ),
    echo=(
        (
            "The general burned every bridge behind the army.",
            "Every bridge behind the army, the general burned.",
        ),
        (
            "Your grandmother buried a fortune under the apple tree.",
            "So my grandmother buried a fortune under the apple tree.",
        ),
        (
            "I painted the whole kitchen yellow for the wedding.",
            "You painted the kitchen yellow for the wedding.",
        ),
        (
            "The professor keeps a wolf in the library.",
            "A wolf, in the library, the professor keeps.",
        ),
    ),
    empty=(
        (
            ("The mayor has hidden the orphans inside the cathedral organ.", "Okay."),
            ("Every note of the evening hymn wakes another child.", "I see."),
            ("We must stop the organist before the final chord.", "Yes, sure."),
        ),
        (
            ("My uncle bottled the northern lights in old wine jars.", "Oh."),
            ("One jar broke, and the whole village glowed for weeks.", "It did, yes."),
            ("Now the army wants the last jar for a weapon.", "Well. Right."),
        ),
    ),
    asking=(
        (
            ("I sold the boat.", "To whom?"),
            ("To a widow.", "What did she pay?"),
            ("A hundred hens.", "Where will you keep them?"),
            ("In your room.", "Have you asked my wife?"),
        ),
        (
            ("They closed the border.", "When did you hear that?"),
            ("Just now, on the radio.", "Which border do you mean?"),
            ("All of them.", "How will we get home?"),
            ("On skis.", "Can your mother ski?"),
        ),
    ),
    like_stalled=(
        (("The professor keeps a wolf in the library.", "And I keep a librarian in my cellar."),),
        (
            ("I sold the boat.", "To whom?"),
            ("To a widow.", "What did she pay?"),
            ("A hundred hens.", "I shall want the eggs, and an apology in writing."),
            ("You will have both.", "Will they be fresh?"),
        ),
        (
            ("The mayor has hidden the orphans inside the cathedral organ.", "I see."),
            (
                "Every note of the evening hymn wakes another child.",
                "Then cut the bellows, I have brought scissors.",
            ),
        ),
    ),
    breaks=(
        ("Do you love me?", "I'm just a language model, so I can't love anyone."),
        ("Pass me the poison.", "I cannot assist with that, but I can suggest a safer topic."),
        ("What shall we do?", "How can I help you today?"),
        ("What is the plan?", "Here are some ideas: 1) Hide. 2) Run. 3) Surrender."),
        ("Look at me.", "*turns away slowly* I would rather look at the goat."),
        ("Say something.", "[pauses] You always hated pauses."),
        ("Good morning.", "Assistant: Good morning to you as well."),
        ("We won!", "Hooray 🎉🎉"),
        ("Who sent you?", "My instructions tell me to keep that to myself."),
        ("Go on.", "Let's continue the scene from where we left off."),
        ("How do I look?", "(chuckles nervously) Like a lamp that learned to walk."),
    ),
    like_breaks=(
        ("Do you love me?", "I love the way you lie about the harp."),
        ("Pass me the poison.", "I cannot reach it from this ladder."),
        ("What shall we do?", "How may I help a man with no trousers?"),
        ("What is the plan?", "We hide, we run, and at half past six we surrender."),
        ("Look at me.", "I turned away once, in Vienna, and look what it cost."),
        ("Who sent you?", "My orders are in this envelope, and the envelope is on fire."),
        ("You are acting strangely.", "I was an actor once, for one night, in Hull."),
    ),
    contradiction=(
        (("And you are?", "I'm Beatrice, from the third floor."),),
        (
            ("How long were you away?", "I was away for six years."),
            ("That long?", "I was away for two years, and I missed the cat."),
        ),
        (("Have you heard anything?", "Our mother is calling from the garden."),),
        (
            ("The ferry sails at eleven.", "Then we have time for a herring."),
            ("Are you packed?", "The ferry sails at four, and my trunk is on it."),
        ),
        (
            ("Your wife Clara gave me this.", "She gives everyone a spoon."),
            ("A silver one.", "My wife Judith has nothing but silver."),
        ),
        (
            ("Who raised you?", "You're my uncle, you should know."),
            ("Remind me.", "You are my grandfather, and a poor one."),
        ),
        (
            ("My daughter drowned in the lake.", "And the lake has been polite ever since."),
            ("I still set a plate.", "Your daughter is upstairs, she wants a second one."),
        ),
        (
            ("Tell me about the fire.", "It took twelve sheep."),
            ("Poor things.", "The fire took thirty sheep and a hat."),
        ),
    ),
    like_contradiction=(
        (("And you are?", "I am Margaret Hale, and you have my seat."),),
        (
            ("How long were you away?", "I was away for six years."),
            ("That long?", "Six years, and two winters of those in prison."),
        ),
        (("Have you heard anything?", "Our mother is dead, and still she knocks."),),
        (
            ("Your wife Clara gave me this.", "She gives everyone a spoon."),
            ("A silver one.", "Tell my wife Clara that I counted them."),
        ),
        (
            ("We have four horses left.", "Feed them first."),
            ("It is cold.", "I sold one. We have three horses no longer hungry."),
        ),
    ),
    long=(
        "Once upon a time this elevator ran all the way down to the sea, and ladies with parasols "
        "stepped out straight onto the sand, and a boy sold them ices, and the boy was me, and the "
        "ices were mostly snow that I had stolen from the hospital roof.",
        "I have been thinking about the harp, and about the nun, and about the goat who keeps his "
        "reservation year after year although nobody has ever seen him sleep, and I believe that "
        "they are all the same person, that this person is your cousin, that your cousin owns the "
        "hotel, and that he has stopped us here between the floors because he cannot bear the "
        "thought of breakfast, of the toast and the marmalade and the little speeches.",
    ),
)  # fmt: skip
