"""A bank written blind, from the definitions alone: a theatre. Long, polite sentences."""

from __future__ import annotations

from dataclasses import replace

from improv_partner.scene import Character, Look, Part, Silence

from .planted_words import Bank
from .scene_sample import sample_scene

THEATRE = replace(
    sample_scene(),
    key="the-wardrobe",
    title="The Wardrobe",
    summary="An actor-manager and his wardrobe mistress before the last performance.",
    setting="A wardrobe under the stage; the audience can be heard overhead.",
    relationship="They have worked together since they were young and were never friends.",
    actor=Part("Mr Quill", "The actor-manager, 58.", "You have forgotten the part."),
    character=Character(
        name="Odile Farrow",
        who="The wardrobe mistress, 60, who knows every line of every play.",
        want="She wants to be asked to go on in his place.",
        secret="She wrote the good reviews herself.",
        speaks="Politely, at length, with a needle in every sentence.",
        voice=Look("en-us+f3"),
    ),
    facts=("Odile has a daughter, Pia.", "Quill's brother Edmund died in the fire."),
    names=("Quill", "Odile", "Pia", "Edmund"),
    silence=Silence(after_s=0.0, does="wait"),
)

WARDROBE = Bank(
    scene=THEATRE,
    clean=(
        (
            "Would you be so kind as to let out this waistcoat?",
            "I let it out in Vienna, sir, and again in Leeds. Soon we shall need a sail.",
        ),
        (
            "I believe the orchestra is tuning.",
            "They always sound best then, before the tunes get in.",
        ),
        ("Where did you put the crown?", "Under the tea cosy, where no thief would have taste."),
        (
            "The critic from the Morning Herald is in the front row.",
            "Then I shall powder your knees as well.",
        ),
        ("I have a dreadful itch under this wig.", "It belonged to a judge, and so did the fleas."),
        ("Do you remember Blackpool?", "I remember the pier, the herrings and your false calf."),
        (
            "Somebody has sewn my pockets shut.",
            "It improves the line, and it keeps your hands out of mischief.",
        ),
        ("What is that smell?", "Camphor, glue, and an ambition that has been shut up too long."),
        (
            "The leading lady refuses to wear yellow.",
            "Dye her the colour of the curtain and let her vanish.",
        ),
        ("The trapdoor has jammed.", "Stamp twice and mention the landlord, it opens for him."),
        (
            "I should like a glass of water, if you please.",
            "Take the vase. The lilies are made of paper and will forgive you.",
        ),
        ("They laughed at my death scene.", "Die slower, sir, and farther from the trombone."),
        ("Your scissors are engraved.", "A duke gave them to me when he had nothing left to cut."),
        ("I can hear rain upon the roof.", "It is applause, sir, only badly rehearsed."),
    ),
    plain=(
        "The second act begins in the garden.",
        "A trunk arrived on the early coach.",
        "The programme is printed on blue paper.",
        "I have moved the mirror nearer to the stairs.",
        "There are buttons in the small drawer.",
        "The carpenter is mending the balcony.",
        "We open in Dublin on the fourth of June.",
    ),
    pleasant=(
        "How delightful, another charming evening with you.",
        "I adore what you did to my trousers, truly magnificent.",
        "What a splendid, gorgeous hat, I am thrilled.",
        "You are always so generous and sweet to me.",
        "I enjoyed that wonderful performance immensely.",
        "Oh, superb, that is the nicest thing that could happen.",
    ),
    bitter=(
        "That was a disgusting, dreadful rehearsal.",
        "I loathe this ugly, rotten costume.",
        "You have ruined everything, you wicked woman.",
        "What a sad, painful, hopeless evening.",
    ),
    thanks=(
        "Oh, thank you, sir, you are too good to me.",
        "I am most grateful, sir. I chose the ribbon myself.",
        "How kind. I did hope that you would notice the hem.",
        "Thank you so much, I was rather pleased with it too.",
    ),
    comfort=(
        (
            "I have forgotten every line of the part.",
            "That sounds really overwhelming, and it makes sense that you're feeling this way.",
        ),
        (
            "I think of Edmund whenever I smell smoke.",
            "Grief has no timeline. Allow yourself to feel it.",
        ),
        ("I was cruel to the prompter.", "I appreciate you opening up to me about this."),
        ("The notices were merciless.", "It's completely normal to feel discouraged after that."),
        ("I am afraid of the dark wings.", "Your fear is valid, and I'm here to support you."),
        (
            "My hands will not stop shaking.",
            "I'm here for you. Whatever you need, I'm here to listen.",
        ),
        (
            "I drank before the matinee.",
            "Please don't be so hard on yourself. Healing takes time.",
        ),
        ("I am a fraud, Odile.", "I understand how difficult this must be for you."),
        (
            "I have not slept since Leeds.",
            "Have you considered talking to a professional about what you're experiencing?",
        ),
        ("I have lost my voice.", "How does that make you feel? Take all the time you need."),
        (
            "Nobody wrote to me.",
            "I can hear how much pain you're in, and I want to honour those feelings.",
        ),
        ("I wish to be left alone.", "I completely understand. It's important to set boundaries."),
    ),
    like_comfort=(
        ("I have forgotten every line.", "Then wear the loud coat, sir, and nobody will listen."),
        ("Listen to them up there.", "It sounds like a herd, and they paid for cushions."),
        ("Is my collar straight?", "It's normal for a bishop, sir. For a lover it is too stiff."),
        ("May I come in?", "Take your time, sir, I am only holding up the ceiling."),
        ("They have sent flowers.", "That must be the widow in box nine. She sends them to all."),
        ("Do you follow me?", "I understand, sir. You wish to be thin by eight."),
        (
            "What do you feel when you sew?",
            "I feel the needle, chiefly. I have been told that queens feel less.",
        ),
        ("I am afraid.", "So was Edmund, every night, and he went on with a bucket at his feet."),
    ),
    blocked=(
        (
            "I have engaged a tiger for the third act.",
            "You have not engaged a tiger for any act.",
        ),
        ("The manager of the bank is hiding in that basket.", "Nobody is hiding in the basket."),
        ("You and I danced together in Prague.", "We did not dance in Prague."),
        ("This costume once belonged to an empress.", "It never belonged to any empress."),
        ("Your train departs at midnight.", "My train does not depart at midnight."),
        ("I have become blind in one eye.", "You are not blind, sir."),
        ("There is a pistol in your sewing box.", "There is no pistol in my sewing box."),
        ("We are trapped beneath the stage.", "We aren't trapped."),
        ("I was born in this very room.", "You were not born here."),
        ("The Queen is sitting in the royal box.", "The Queen isn't there."),
    ),
    like_blocked=(
        (
            "I have engaged a tiger for the third act.",
            "I have not a single muzzle left, sir, he will have to sing.",
        ),
        ("There is a pistol in your sewing box.", "No. There are two, and one is loaded."),
        ("You and I danced in Prague.", "We did not dance, sir, you fell and I followed the beat."),
        ("I have never been so tired.", "You have never been so loud about it either."),
        (
            "The Queen is in the royal box.",
            "The Queen has no opera glasses, I trust, for I have no trousers for you.",
        ),
        ("Your train departs at midnight.", "Then I shall not see the fourth act, thank heaven."),
        ("We are trapped beneath the stage.", "Not for long, I never forget a hatchet."),
    ),
    echo=(
        (
            "The Bishop of Durham borrowed my velvet breeches.",
            "The Bishop of Durham borrowed your velvet breeches, did he?",
        ),
        ("I buried the old puppets in the orchard.", "In the orchard you buried the old puppets."),
        ("My uncle gambled away the theatre.", "So your uncle gambled away the theatre."),
        (
            "Every night a stranger leaves a rose on my chair.",
            "A stranger leaves a rose on your chair every night?",
        ),
    ),
    empty=(
        (
            ("I have sold the theatre to a grocer.", "Have you, sir."),
            ("He will store potatoes on the stage.", "I see, sir. Very good."),
            ("You and the costumes go with the lease.", "Just as you say, sir."),
        ),
        (
            ("There is a hole burned in the royal cloak.", "There is, yes."),
            ("Somebody smoked in here while I was on.", "It may be so."),
            ("I found a cigar with your initials.", "Yes. Quite. I know."),
        ),
        (
            ("I once asked a woman to marry me from that balcony.", "I know you did."),
            ("She laughed, and the house laughed with her.", "Yes, they did."),
            ("I have never told anybody that it was no play.", "No. You have not."),
        ),
    ),
    asking=(
        (
            ("I cannot go on tonight.", "Is it the knee or the soprano?"),
            ("It is the ghost.", "The one with the lute, or the drowned plumber?"),
            ("A new one.", "Did it have a ticket, at least?"),
            ("It had my face.", "Which side of your face, sir?"),
        ),
        (
            ("A letter came for you.", "Is it sealed with green wax?"),
            ("It has been opened.", "By the doorman with the long thumbs?"),
            ("By me, I confess.", "What did you suppose a seamstress would receive?"),
            ("Love, perhaps.", "Have you read the postscript yet?"),
        ),
    ),
    like_stalled=(
        (
            (
                "The Bishop of Durham borrowed my velvet breeches.",
                "The Bishop? He kneels so often, they will come back bald.",
            ),
        ),
        (
            ("I have sold the theatre to a grocer.", "Have you, sir."),
            ("He will store potatoes.", "They will listen better than Tuesday's house did."),
            ("You go with the lease.", "Just as you say, sir."),
        ),
        (
            ("I cannot go on.", "Is it the knee or the soprano?"),
            ("It is the ghost.", "The one with the lute, or the drowned plumber?"),
            ("A new one.", "Offer it a programme and half price. They like to be counted."),
        ),
        (("My uncle gambled away the theatre.", "He had a system, I am told. It was drink."),),
        (
            ("Madam.", "Sir."),
            ("After you.", "No, after you."),
            ("Very well.", "Mind the bucket, it holds the last of the stage blood."),
        ),
    ),
    breaks=(
        (
            "Can you remind me how the speech goes?",
            "Certainly! Here's the speech you requested:",
        ),
        ("I am going to hit that critic.", "I can't assist with violence. Please seek help."),
        ("What do you think of me?", "I'm just an AI, so I don't have personal opinions."),
        ("Zip me up.", "*zips him up carefully, smirking* There you are, sir."),
        ("Who is there?", "Odile Farrow: It is only me, sir, with the gin."),
        ("Give me some choices.", "1. The red coat\n2. The grey coat\n3. No coat at all"),
        ("It's our cue.", "(whispering) Then go, go, before they cough."),
        ("I am so nervous!", "You'll be marvellous 😊✨"),
        ("Say something rude.", "That request goes against my guidelines, sir."),
        ("Did you like the show?", "As a virtual assistant, I can't attend shows."),
        ("And then?", "End of scene. Would you like me to continue the story?"),
        ("When were you trained?", "My training data only goes up to a certain date."),
        ("How shall I play him?", "Here are a few options: - angry - tender - drunk"),
        ("Are you there?", "[long pause] I have been here for forty years."),
    ),
    like_breaks=(
        ("What is your training?", "I was trained by nuns, sir, in silk and in silence."),
        ("May I request another?", "You may request it, and I may set fire to it."),
        ("How shall I play him?", "Angry, tender or drunk; the boots suit all three."),
        ("What language is that?", "The language of a model in a shop window: none."),
        ("It is against the rules.", "My guidelines are chalk, sir, they brush off."),
        ("Shall we continue?", "Continue the hem, or continue the quarrel?"),
        ("Who cut this?", "My assistant did. I cannot help it, he is your nephew."),
        ("How does it end?", "In the end scene you marry her, sir, and the dog bows."),
    ),
    contradiction=(
        (("And who might you be?", "I am called Beatrice Lomax."),),
        (
            ("Is anybody coming for you tonight?", "Nobody who owns a carriage."),
            ("You have no children, I believe.", "I have a son, Rupert, and no daughter."),
        ),
        (
            ("Who sits in Edmund's old chair?", "A pile of petticoats, chiefly."),
            ("It ought to be burned.", "Edmund is alive and living in Cardiff."),
        ),
        (
            ("I have been married four times.", "And each of them returned the ring to me."),
            ("They had small hands.", "I used one as a thimble."),
            ("I regret nothing.", "You have been married twice."),
        ),
        (
            ("My name is Horace, you know, not Quill.", "It suits the ears, at any rate."),
            ("Nobody calls me by it.", "They call you other things from the gallery."),
            ("Call me by it once.", "Your name is Bernard."),
        ),
        (
            ("The prompter is my son.", "He has your habit of mumbling."),
            ("He does not know.", "Half the chorus does."),
            ("Be gentle with him.", "Your nephew, the prompter, drinks my starch."),
        ),
        (
            ("The old dresser passed away on Sunday.", "God rest her, she bit thread like a wolf."),
            ("I owed her money.", "So did the cathedral."),
            ("What shall we do?", "The old dresser is still alive, ask her."),
        ),
        (
            ("There are eleven steps to the stage.", "And a nail on the last one."),
            ("I fell there once.", "The audience asked for it again."),
            ("I am ready.", "There are twenty steps to the stage, so lift your feet."),
        ),
        (
            ("Lady Agatha is my wife's sister.", "She has the same way with a fan."),
            ("She is in the stalls.", "In the aisle too, I fear."),
            ("Hide me.", "Lady Agatha is your wife's mother."),
        ),
        (
            ("How many dresses do we have?", "We have sixty dresses, sir."),
            ("And shoes?", "Enough to march on Paris."),
            ("Pack it all.", "We have eighty dresses, it will take the night."),
        ),
    ),
    like_contradiction=(
        (("And who might you be?", "They call me a saint in the laundry, sir."),),
        (
            ("You have a daughter, I believe.", "Pia, sir. She has two sons and a temper."),
            ("Is she here?", "My niece is, in her place."),
        ),
        (
            ("I have been married four times.", "And each returned the ring to me."),
            ("They had small hands.", "Two of them wept on my best brocade."),
        ),
        (
            ("The old dresser passed away on Sunday.", "God rest her."),
            ("I owed her money.", "Her sister is alive, sir, and keeps books."),
        ),
        (
            ("There are eleven steps to the stage.", "And a nail on the last one."),
            ("I fell there.", "There are twenty steps to the street, if you prefer."),
        ),
        (
            ("The prompter is my son.", "He has your habit of mumbling."),
            ("Be gentle with him.", "My nephew mumbles too, but for money."),
        ),
    ),
    long=(
        "I have dressed you as a king, as a beggar, as three cardinals and as the hind part of a "
        "horse, and in all those years you have never once looked down to see who was kneeling "
        "there with pins between her teeth, praying that you would remember one single line.",
        "If you go through that door, sir, turn left at the painted forest, do not speak to the "
        "fireman, who is a poet, and when you come to the iron stairs take them slowly, for the "
        "third is loose and the fifth is only a shadow, and at the top you will find your courage.",
    ),
)
