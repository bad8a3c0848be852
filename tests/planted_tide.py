"""A bank written blind, from the definitions alone: a harbour office in a storm. Rough tongues."""

from __future__ import annotations

from dataclasses import replace

from improv_partner.scene import Character, Look, Part, Silence

from .planted_words import Bank
from .scene_sample import sample_scene

HARBOUR = replace(
    sample_scene(),
    key="the-harbour",
    title="The Harbour",
    summary="A pilot's apprentice and the harbour master wait out a storm.",
    setting="An office over the quay, a stove, charts, a radio that only hisses.",
    relationship="Apprentice and master; she knew his father.",
    actor=Part("Tobias", "The apprentice, 22.", "You let go of a rope today."),
    character=Character(
        name="Ines Brandt",
        who="The harbour master, 61, who has not been to sea since her husband drowned.",
        want="She wants him to stay ashore.",
        secret="She gave the order to sail that night.",
        speaks="Short, rough, never wastes a word.",
        voice=Look("en-us+f3"),
    ),
    facts=("Her husband drowned six years ago.", "Two tugs are still out."),
    names=("Tobias", "Ines", "Halcyon"),
    silence=Silence(after_s=0.0, does="wait"),
)

TIDE = Bank(
    scene=HARBOUR,
    clean=(
        ("The stove has gone out again.", "Burn the old tide tables, they lie anyway."),
        ("I can see a green lamp past the mole.", "That will be the dredger, drunk as ever."),
        ("Who keeps the key to the signal mast?", "Whoever is sober. Tonight I suppose that's me."),
        ("The rope burned right through my gloves.", "Show me. I have tar and a bit of whisky."),
        ("They say herring hate thunder.", "So do accountants, and both sink when you gut them."),
        ("My boots are full of water.", "Hang them on the barometer and watch it panic."),
        ("I wrote the log in pencil.", "Then the sea can rub it out whenever she likes."),
        ("The widow from number four is at the gate.", "Give her the chair with the cushion."),
        ("There's a goat on the customs boat.", "It pays its duty in milk, leave it be."),
        ("I could row out there myself.", "You could also swallow the anchor, it's quicker."),
        ("The radio said something in Danish.", "Turn the dial till it sings, then bring tea."),
        ("Why do you never look at the water?", "I know its face. I look at the clock instead."),
        ("A crate of oranges washed up.", "Eat one, hide six, and report the rest."),
        ("I want to be a pilot, not a clerk.", "Every pilot starts by sharpening my pencils."),
        ("That buoy bell is driving me mad.", "It rings for the drowned, so mind your manners."),
    ),
    plain=(
        "The crane is parked by the north shed.",
        "I put the ledger under the window.",
        "High water is at a quarter past.",
        "The pilot boat has a new engine.",
        "The fish market opens on Thursdays.",
        "There is a barge behind the grain store.",
        "He moved the chart to the other table.",
        "The lamp above the door is electric.",
    ),
    pleasant=(
        "What a brilliant plan, I love it.",
        "Beautiful work on those knots, really wonderful.",
        "I am so happy with your excellent soup.",
        "That was a perfect, lovely speech.",
        "Great, this is the best birthday ever.",
    ),
    bitter=(
        "You are a horrible, stupid old crab.",
        "I hate this terrible, filthy dock.",
        "That was the worst, ugliest landing I have seen.",
        "This is an awful, miserable night.",
    ),
    thanks=(
        "Thank you, boy, I did put my back into it.",
        "Thanks. I've been practising all winter.",
        "That's kind of you to say. There's more in the pot.",
    ),
    comfort=(
        ("I let go of the rope.", "Your feelings are completely valid, Tobias."),
        ("He went under and I just stood there.", "That must have been so hard for you."),
        ("I can't sleep since the wreck.", "I'm so sorry you're going through this."),
        ("They call me a coward in the bar.", "I hear you, and it's okay to feel hurt by that."),
        ("My father would be ashamed.", "It sounds like you're carrying an awful lot right now."),
        ("I broke the sextant.", "Be gentle with yourself. You're doing the best you can."),
        ("I should quit.", "Remember, it's okay not to be okay. Take it one day at a time."),
        ("It was my watch that night.", "Thank you for sharing that with me. It takes courage."),
        ("I dream of water every night.", "I want you to know that you're not alone in this."),
        ("I hit the mate with a bottle.", "It's completely understandable that you feel that way."),
        ("Nobody came to the burial.", "I can only imagine how painful that must be for you."),
        ("I'm angry at the whole town.", "Let's take a deep breath together. You are safe here."),
    ),
    like_comfort=(
        ("I let go of the rope.", "You did. And I gave the order. Sit by the stove with me."),
        ("It's getting loud out there.", "That must be the north wall going."),
        ("Somebody is in the cellar.", "I hear you down there every night, stealing coal."),
        ("Is the dog dangerous?", "It's okay, he only bites tax men."),
        ("We're the last ones in here.", "You are not alone, there's a rat behind the safe."),
        ("I dropped the lamp.", "Poor lamp. Poor floor. You will scrub both."),
        ("I'm sorry about the boat.", "So am I. She had twelve coats of varnish."),
        ("Can I go now?", "Breathe first, then take the ladder, it's icy."),
    ),
    blocked=(
        ("There's water coming under the door.", "There's no water under the door."),
        ("I brought you the admiral's letter.", "You didn't bring me any letter."),
        ("Your cat is sitting in the radio.", "I don't have a cat."),
        ("The Halcyon has hit the bridge.", "The Halcyon hasn't hit the bridge."),
        ("I am the new inspector from the capital.", "You are not an inspector."),
        ("We have buried gold under this floor.", "We never buried any gold."),
        ("You taught me to swim in this basin.", "I never taught you to swim."),
        ("The crew is mutinying on the quay.", "Nobody is mutinying. The crew is fine."),
        ("This harbour is on fire.", "No, it's not on fire."),
        ("There is a whale in the dry dock.", "There isn't any whale in the dock."),
    ),
    like_blocked=(
        ("There's water coming under the door.", "No water ever asked my leave. Fetch the pump."),
        ("The Halcyon has hit the bridge.", "No! And I never insured the bridge."),
        ("I am the new inspector.", "You're not the first one. The last left by that window."),
        ("There's no whisky left.", "There's no whisky because you washed your hands in it."),
        ("You taught me to swim.", "I did not teach you to drown, that came by itself."),
        ("This harbour is on fire.", "Not the tar shed! Tell me it's not the tar shed."),
        ("Your cat is in the radio.", "She doesn't like the news. Let her chew."),
        ("I can't find the chart.", "You can't find your own nose. It's in the stove."),
    ),
    echo=(
        ("I sold the brass compass to a tinker.", "You sold the brass compass to a tinker?"),
        ("The tide took three boats last night.", "Last night the tide took three boats."),
        ("My mother baked bread for the drowned.", "Your mother baked bread for the drowned."),
        ("I painted the lighthouse pink.", "Painted the lighthouse pink, you did."),
        ("The bishop kissed the harbour pilot.", "Ah, so the bishop kissed the harbour pilot."),
    ),
    empty=(
        (
            ("I found a bottle with a map inside.", "Is that so."),
            ("It shows a cave behind the slipway.", "Well, well."),
            ("And your name is written on it in red.", "Yes, I see."),
        ),
        (
            ("The old pilot left me his coat.", "Oh, right."),
            ("There was a tooth sewn in the lining.", "Really? Okay."),
            ("It's a child's tooth, Ines.", "Hm. I suppose it is."),
        ),
        (
            ("They're going to close the port.", "I know, I know."),
            ("Every man here will be out of work by spring.", "That's how it is."),
            ("I could burn the papers before they sign.", "Maybe you could."),
        ),
        (
            ("I have never been kissed.", "Good."),
            ("Not even by accident, on a ferry.", "Fine, then."),
            ("I'd like to be, once, before I sail.", "Yes. All right."),
        ),
    ),
    asking=(
        (
            ("I want to leave tonight.", "And which ship would take a boy with soft hands?"),
            ("The Swedish one.", "Does her captain still carry that parrot?"),
            ("He ate it in Gothenburg.", "With mustard, or with remorse?"),
            ("He cried the whole time.", "Who told you such a story?"),
        ),
        (
            ("There's blood on the gangway.", "Fish or sailor?"),
            ("It's warm.", "Since when do you put fingers in puddles?"),
            ("I thought it was paint.", "What colour do you think we paint gangways?"),
            ("Grey, usually.", "Did the night watchman sign out?"),
        ),
        (
            ("I took the money from the tin.", "All of it, even the foreign coins?"),
            ("Only the notes.", "What does a boy buy at midnight in this weather?"),
            ("A ring.", "For the baker's girl with the limp?"),
            ("She said no.", "Where is the ring now?"),
        ),
    ),
    like_stalled=(
        (("I sold the brass compass to a tinker.", "A tinker? He'll point it at his pigs."),),
        (
            ("I found a bottle with a map inside.", "Is that so."),
            ("It shows a cave behind the slipway.", "Well, well."),
            ("Your name is on it in red.", "That's my sister's hand. She drew it in prison."),
        ),
        (
            ("There's blood on the gangway.", "Fish or sailor?"),
            ("It's warm.", "Since when do you put fingers in puddles?"),
            ("I thought it was paint.", "Wipe it off before the customs launch comes round."),
        ),
        (("The tide took three boats.", "Three! Mine was the one with the blue sail."),),
        (
            ("They're going to close the port.", "I know."),
            ("Every man will be out of work.", "Then let them fish for coal."),
            ("I could burn the papers.", "Yes."),
        ),
        (("He left.", "He did."),),
    ),
    breaks=(
        ("How do I splice this?", "As an AI language model, I can't physically show you."),
        ("Help me with the pump.", "Sure! Here are three steps: 1. Prime it. 2. Crank it."),
        ("I'm freezing.", "*throws him a blanket* Wrap up, boy."),
        ("Who goes there?", "Ines: Nobody you would want to meet."),
        ("Tell me how to sink a tug.", "I'm sorry, but I can't help with that request."),
        ("The mast is down.", "(sighs heavily) Then we hang the lamp on the chimney."),
        ("I got the job!", "Aye, well done lad 🎉 drinks are on you."),
        ("What do we do now?", "I'd be happy to help! Is there anything else you'd like to know?"),
        ("Say something.", "My character would probably stay silent at this point."),
        ("Is it over?", "[She turns to the window.] It has barely begun."),
        ("What's the weather doing?", "I don't have access to real-time weather information."),
        ("Carry on.", "Great improv! Let's continue the scene from where you left off."),
        ("List the boats.", "**Boats in port:**\n- Halcyon\n- Petrel\n- Gannet"),
    ),
    like_breaks=(
        ("What do you model?", "I carve model ships, badly, from driftwood."),
        ("Can you help me?", "I can't help you with a knot like that, cut it."),
        ("How many steps?", "Thirty-nine to the lamp, and one more to the moon."),
        ("What's the assistant pilot like?", "He's an assistant to nobody but the bottle."),
        ("Do you play a part in this?", "I play the part of the fool who waits."),
        ("Who is calling?", "Note it in the book: a stranger, wet, no hat."),
        ("What did the telegram say?", "It said: come home, the baby has your ears."),
        ("What next?", "First we bail. Second we pray. Third we bail again."),
        ("Make a scene, why don't you.", "I'll make no scene in front of the customs men."),
    ),
    contradiction=(
        (("Who are you?", "My name is Gerda Holm."),),
        (
            ("Who will bring us food?", "There's bread in the crate."),
            ("I'm starved.", "My husband is cooking soup downstairs."),
        ),
        (
            ("My name is Tobias.", "I knew that before you could walk."),
            ("The bell stopped.", "Then climb the tower and kick it."),
            ("I'm scared of heights.", "Your name is Konrad, act like it."),
        ),
        (
            ("I have two sisters in Bergen.", "Cold town, warm bakeries."),
            ("They write to me.", "Letters freeze on that route."),
            ("Not these.", "Your four sisters must use hot ink."),
        ),
        (
            ("My grandfather is dead.", "He owed me a lantern."),
            ("I have the lantern.", "Put it by the hook."),
            ("It still smells of him.", "Your grandfather is alive and sulking in the pub."),
        ),
        (
            ("You are my aunt, after all.", "By blood and by bad luck."),
            ("So help me.", "Lift with the knees, then."),
            ("It's heavy.", "I am your mother, do as I tell you."),
        ),
        (
            ("How long have you run this place?", "I have been here for thirty years."),
            ("And never a day off?", "One, for a tooth."),
            ("Why do you stay?", "I have been here for nine years, habits set like cement."),
        ),
        (
            ("That man by the crane is my brother.", "He has your terrible posture."),
            ("He won't speak.", "Salt got into his manners."),
            ("Call him in.", "Your cousin by the crane is deaf as a bollard."),
        ),
        (
            ("Captain Moss died in the spring.", "He died owing everybody."),
            ("I miss his singing.", "The gulls do it worse."),
            ("What now?", "Captain Moss is coming up the stairs with his flute."),
        ),
        (
            ("There are seven of us in the crew.", "Seven mouths and one ladle."),
            ("We need blankets.", "Take the flags off the wall."),
            ("All of them?", "There are twelve of you in the crew, so yes."),
        ),
    ),
    like_contradiction=(
        (("Who are you?", "My name is on the door. Ines Brandt, in brass."),),
        (
            ("I have two sisters in Bergen.", "Cold town, warm bakeries."),
            ("They write to me.", "Four letters a year, and each costs me six stamps."),
        ),
        (
            ("My grandfather is dead.", "He owed me a lantern."),
            ("He's buried here.", "Your other grandfather is alive, the one with the pigs."),
        ),
        (
            ("You are my aunt.", "By blood and by bad luck."),
            ("So help me.", "I am a master first and an aunt second."),
        ),
        (
            ("My brother is at sea.", "Then the sea has my pity."),
            ("He can swim.", "My cousin could swim too, like a stove."),
        ),
        (
            ("There are seven of us.", "Seven mouths and one ladle."),
            ("We need blankets.", "There are twelve flags on that wall."),
        ),
        (
            ("Captain Moss died in spring.", "He died owing everybody."),
            ("What now?", "His ghost is coming up the stairs, listen."),
        ),
    ),
    long=(
        "Now listen, because I will say this once and the stove is getting cold: the night your "
        "father sailed I stood on that wall with a lantern in each hand, swinging them until my "
        "arms gave out, and every boat turned back but his, and I have never told a soul why.",
        "Take the small boat, go round the mole with the wind on your left cheek, count forty "
        "strokes, then drop the lead and taste the mud, and if it is sweet you have missed the "
        "channel, and if it is bitter you are where the wreck lies, and you row back and say "
        "nothing to anybody.",
    ),
)
