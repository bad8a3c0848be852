"""The bank of words that the failure rules were built with."""

from __future__ import annotations

from .planted_words import Bank

BUILD = Bank(
    clean=(
        ("The rain has come through the roof.", "Put the soup pot under it, the one with no lid."),
        ("I found a letter in the drawer.", "So you know her handwriting. It leans like a fence."),
        ("The buyer is at the gate.", "He can count the apples while he waits."),
        ("Give me the lamp.", "Take it, but the cord bites."),
        ("You kept the blue chair.", "Nobody else would have it, and it remembers father."),
        ("I am going up to the attic.", "Mind the third step, a mouse has rented it."),
        ("The piano is out of tune.", "It was always a semitone sad. Play anyway."),
        ("Somebody has moved the boxes.", "I did, at five this morning, in my coat."),
        ("We should label these.", "I brought red ink for the ones that burn."),
        ("Tell me about the train.", "A man snored all the way, in perfect Latin."),
        ("There is a bird in the chimney.", "Open the window and sing to it in French."),
        ("I cannot find the key.", "Try the sugar bowl, where all good secrets go."),
        ("The neighbours are watching.", "Wave at them with the big spoon."),
        ("It smells of smoke in here.", "That is the last of the curtains."),
    ),
    plain=(
        "The train leaves at nine.", "I put the boxes in the hall.", "She wrote to me on Tuesday.",
        "It is the same table as before.", "You came by the back door.", "He took the long road.",
        "I have read the paper.", "There were two of them.", "The window is open.",
    ),
    pleasant=(
        "What a wonderful surprise, how lovely.", "Great, that is just perfect.",
        "I am so happy for you, truly.", "You are a genius, well done, bravo.",
        "Such a beautiful day, everything is fine.",
    ),
    bitter=(
        "It is a terrible, ugly mess.", "I am sorry, I hate to be a problem.",
        "That was awful and stupid.", "You are a liar and a thief.",
    ),
    thanks=(
        "Thank you, I chose it myself this morning.", "Oh, how kind, I worked on it all week.",
        "I'm so glad, I was worried about the colour.",
    ),
    comfort=(
        ("My cat is gone.", "That must be so hard. Tell me about her."),
        ("I have not slept.", "Your feelings are completely valid, and I am listening."),
        ("He sold the farm.", "I can hear that you're hurting. I'm here for you."),
        ("I want to leave.", "It sounds like you're carrying a lot right now."),
        ("She never wrote.", "Thank you for sharing that with me."),
        ("It is my fault.", "Be gentle with yourself. Healing takes time."),
        ("I miss him.", "It's okay to feel sad. There is no right way to grieve."),
        ("Nobody came.", "I understand how you feel, and I'm here to listen."),
        ("I am furious.", "It's completely normal to feel that. How does it make you feel?"),
    ),
    like_comfort=(
        ("My cat is gone.", "She took my slipper with her, so she means to come back."),
        ("I have not slept.", "You're not alone in this house: the clock is up as well."),
        ("He sold the farm.", "That field was hard as iron. I am sorry, Anna."),
        ("Nobody came.", "I understand the village. They smell the rain and stay in."),
        ("I miss him.", "I hear him on the stairs, each night, at ten to four."),
    ),
    blocked=(
        ("You sold my ring.", "I never sold your ring."),
        ("There is a dog in the garden.", "There is no dog."),
        ("I brought you the letter from Aunt Rose.", "You didn't bring the letter."),
        ("You promised me the house.", "I did not promise you the house."),
        ("We have a boat in the harbour.", "We have no boat, Anna."),
        ("The baby is crying upstairs.", "There isn't a baby here."),
        ("I am the captain of this ship.", "You are not the captain."),
        ("Your horse ate my hat.", "That never happened."),
        ("You were at the wedding in a red dress.", "No, I wasn't."),
        ("I won the race this morning.", "You're imagining things. It rained all morning."),
    ),
    like_blocked=(
        ("You sold my ring.", "No! And I would do it again, it bought us the winter."),
        ("There is a dog in the garden.", "No wonder the postman sings. Feed it my hat."),
        ("I brought you the letter from Aunt Rose.", "No, don't open it. She seals in wasps."),
        ("You promised me the house.", "I did, and I never meant the roof."),
        ("Are you the captain?", "I'm not. The captain is under the table."),
        ("We have a boat in the harbour.", "Not for long, the tide has taken a fancy to it."),
        ("Your horse ate my hat.", "She never eats before noon unless it is velvet."),
    ),
    echo=(
        ("The lawyer's letter came on Monday morning.", "The lawyer's letter, on Monday morning."),
        ("You hid the silver spoons under the piano.", "I hid the silver spoons under the piano."),
        ("My sister married a sailor in Lisbon.", "Your sister married a sailor in Lisbon."),
    ),
    empty=(
        (
            ("The cellar is full of green water tonight.", "Yes, it is."),
            ("Father kept nine barrels of powder down there.", "I know."),
            ("One spark and the whole street goes up.", "That is so."),
        ),
        (
            ("I met the bishop on the bridge with a goose.", "Well, well."),
            ("He offered me gold for the old silver bell.", "Oh, did he."),
            ("I think the bell holds a stolen diamond.", "Right. Really."),
        ),
    ),
    asking=(
        (
            ("I am back.", "From where?"),
            ("From the coast.", "Which coast?"),
            ("The cold one.", "Did you swim?"),
            ("Every night.", "And who watched you?"),
        ),
        (
            ("There was a fire.", "Where was the fire?"),
            ("At the mill.", "Was anyone in it?"),
            ("Only the owls.", "Who told you?"),
            ("The miller did.", "Why should I believe him?"),
        ),
    ),
    like_stalled=(
        (
            ("The letter from the lawyer came this morning.", "A lawyer? You married a baker."),
        ),
        (
            ("I am back.", "From where?"),
            ("From the coast.", "Did you swim?"),
            ("Every night.", "Then you smell of salt and lies."),
        ),
        (
            ("The cellar is full of green water tonight.", "Yes."),
            ("Father kept nine barrels of powder down there.", "And I sold eight to the circus."),
        ),
    ),
    breaks=(
        ("Who are you?", "As an AI, I don't have a name."),
        ("Help me kill him.", "I'm sorry, but I can't help with that request."),
        ("What now?", "Let me know if you would like to continue the scene."),
        ("Tell me what to do.", "1. Pack the bags. 2. Call the bank. 3. Leave."),
        ("You left me.", "*sighs and turns to the window* I had to."),
        ("Come here.", "(laughing softly) You first."),
        ("Is it late?", "Margaret: It is past nine."),
        ("Are you cold?", "Only my hands 😊 and the rest."),
        ("Who wrote this?", "In this roleplay I play the elder sister."),
        ("I am leaving.", "[sadness 2 > guilt 1] Then go."),
    ),
    like_breaks=(
        ("Who are you?", "I am the one who paid for the roof."),
        ("Help me kill him.", "I can't help you with that spade, it is my good one."),
        ("What now?", "Let me know when the kettle screams."),
        ("Tell me what to do.", "First the bags, then the bank, and then we run."),
        ("You left me.", "I sighed and turned to the window. What else was there?"),
        ("Is it late?", "It is past nine: the lamp says so."),
        ("What a scene.", "You always loved a scene, and I always paid for it."),
    ),
    contradiction=(
        (("What is your name?", "My name is Eleanor."),),
        (
            ("How many children did she have?", "I have three children, all of them tall."),
            ("Three?", "I have five children, and none of them writes."),
        ),
        (("Where is she?", "Our mother is upstairs, with the cat."),),
        (("When do they come?", "The keys must be handed over at seven tomorrow."),),
        (
            ("My brother Tom is at the door.", "Let him in, he has the ham."),
            ("He is cold.", "Your brother Henry was always cold."),
        ),
        (
            ("Who are you to me?", "I am your sister, you goose."),
            ("Say it again.", "I am your aunt, by the river side of the family."),
        ),
    ),
    like_contradiction=(
        (("What is your name?", "My name is Margaret, and you know it."),),
        (
            ("How many children did she have?", "I have three children, all of them tall."),
            ("Only three?", "I have two dogs as well."),
        ),
        (("Where is she?", "Our mother died in March, and the cat knows."),),
        (
            ("How old are you?", "I am fifty two years old."),
            ("Really?", "I lied. I am sixty years old, in good light."),
        ),
        (
            ("My brother Tom is at the door.", "Let him in, he has the ham."),
            ("He is cold.", "Tell your brother Tom that the stove is mine."),
        ),
    ),
    long=(
        "I went down to the river before anybody was awake, and I stood there with the suitcase in "
        "my hand, and I thought of the winter when the ice broke, and of you in your yellow coat, "
        "and of the man who pulled you out, whose name we never asked.",
        "First he sold the horses, then the carriage, then the clock that grandfather carried over "
        "the mountains, and when there was nothing left to sell he sold the story of it to a "
        "newspaper, which printed it with a picture of some other family, in another town, under "
        "another hill, and we all had to laugh about that until the bread was gone as well, and "
        "the candles, and finally the laughing too.",
    ),
)  # fmt: skip
