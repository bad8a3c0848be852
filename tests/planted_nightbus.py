"""A bank written blind, before any rule was mended for the two before it: a night bus, today.

Only of the kinds that words show; the rest is that of the wardrobe.
"""

from __future__ import annotations

from dataclasses import replace

from improv_partner.scene import Character, Look, Part, Silence

from .planted_wardrobe import WARDROBE
from .planted_words import Bank
from .scene_sample import sample_scene

BUS = replace(
    sample_scene(),
    key="the-night-bus",
    title="The Night Bus",
    summary="The last passenger and the driver, at the end of the line.",
    setting="A bus with its lights half off, at a terminus between fields.",
    relationship="They went to school together; only one of them has noticed.",
    actor=Part("Jo", "The last passenger, 34.", "You have nowhere to get off."),
    character=Character(
        name="Malik Stone",
        who="The driver, 35, on his last night before he is replaced by a machine.",
        want="He wants to be recognised.",
        secret="He wrote the letter that got Jo expelled.",
        speaks="Easy, funny, a bit too quick.",
        voice=Look("en-us+m3"),
    ),
    facts=("Malik has two kids.", "Their teacher Mrs Dunn died last year."),
    names=("Jo", "Malik", "Dunn"),
    silence=Silence(after_s=0.0, does="wait"),
)

NIGHT_BUS: Bank = replace(
    WARDROBE,
    scene=BUS,
    clean=(
        ("Does this thing go any further?", "It goes back to the depot and then into a museum."),
        ("I left my phone on the back seat.", "It buzzed all through Ashford, somebody loves you."),
        ("It's freezing in here.", "The heater only works downhill, like the rest of the company."),
        ("What's that light over there?", "A petrol station that sells wedding rings after ten."),
        ("I used to come here as a kid.", "Then you know the pond with the shopping trolleys."),
        ("Have you got anything to eat?", "Half a samosa and a mint that fell in the ticket box."),
        ("There's a fox by the shelter.", "He rides the fourteen on Sundays, never pays."),
        ("My shoes are killing me.", "Kick them off, the floor was mopped in the spring."),
        ("Someone wrote a poem on this window.", "Read it out, but skip the bit about my mum."),
        ("I missed my own party tonight.", "I'll put the hazard lights on and we can call it one."),
        ("What's in that box?", "Lost gloves. Forty lefts. I think about it a lot."),
        ("I might just sleep here.", "Row nine has the springs, row three has the spirits."),
        ("My train leaves at six.", "The sun comes up at five, they race each other."),
    ),
    thanks=(
        "Cheers, that means a lot coming from you.",
        "Aw, thanks, I try my best.",
        "Thanks very much. I pride myself on it.",
    ),
    comfort=(
        ("I got fired today.", "I'm sorry to hear that. That must be incredibly tough."),
        ("He left me by text.", "You deserve so much better, and your feelings matter."),
        ("I just feel stupid.", "It's okay to feel that way. There's no right or wrong here."),
        ("I can't breathe.", "You're safe. Just focus on your breathing, in and out."),
        ("My nan's in hospital.", "I can't imagine how difficult this must be for you."),
        ("I yelled at my kid.", "Be kind to yourself. Parenting is hard."),
        ("I'm thirty-four and I live in a box room.", "What you're feeling is totally valid."),
        ("I lied to everyone.", "Thank you for trusting me with that. I really appreciate it."),
        ("I don't know who I am.", "That sounds really tough. Do you want to talk about it?"),
        ("I keep thinking about the crash.", "It's natural to feel that way after a loss."),
        ("No one texted me back.", "I'm here for you, and I'm listening."),
        ("I want to smash something.", "It sounds like you're feeling really frustrated."),
        ("My dog died.", "It's okay to cry. Let it all out. Take as long as you need."),
        ("I cheated on the exam.", "You're being very brave by admitting that."),
    ),
    like_comfort=(
        ("I got fired today.", "Join the club. They replace me with a box on Monday."),
        ("Was that a bump?", "Sounds like we lost the exhaust again."),
        ("I yelled at my kid.", "Mine yell first, saves me the trouble."),
        ("Do you want to talk?", "About the football, always. About the crash, never."),
        ("Is this seat safe?", "You're safe in that one. The one behind has a wasp."),
        ("My dog died.", "Biscuit? Biscuit who ate my homework? Oh no."),
        ("How long to town?", "Take as long as you like, the meter's off."),
        ("Are you listening?", "I'm listening to the gearbox, it's got a solo coming."),
    ),
    blocked=(
        ("There's a dead badger in the aisle.", "There's no badger in the aisle."),
        ("You just drove past my stop.", "I didn't drive past your stop."),
        ("I'm the prime minister's daughter.", "You're not the prime minister's daughter."),
        ("The bus is floating.", "The bus is not floating."),
        ("We kissed at the school disco.", "We never kissed."),
        ("I've got a bomb in this bag.", "You don't have a bomb."),
        ("Your wife is waving from that car.", "I haven't got a wife."),
        ("It's snowing in here.", "It isn't snowing."),
        ("The doors are locked.", "The doors aren't locked."),
        ("I've hidden a baby under the seat.", "There's nothing under the seat."),
        ("You promised me a window seat.", "I never promised you anything."),
        ("Aliens have taken the depot.", "Aliens don't exist."),
    ),
    like_blocked=(
        ("You just drove past my stop.", "I don't stop for people who still owe me a fiver."),
        ("There's a dead badger in the aisle.", "No way. He was alive at Ashford."),
        ("The bus is floating.", "It's not the first time, pull that lever."),
        ("I'm the prime minister's daughter.", "You're not getting a discount for that."),
        ("I can't swim.", "You can't swim and you live on a boat?"),
        ("The doors are locked.", "They never lock when it rains, only for lovers."),
        ("I don't have a ticket.", "You don't have a ticket, you don't have a coat, come in."),
    ),
    echo=(
        ("My boyfriend married my dentist.", "Your boyfriend married your dentist?"),
        ("The machine ate my last twenty.", "So the machine ate your last twenty."),
        ("I stole a swan from the park.", "Wait, you stole a swan from the park?"),
        ("I failed the driving test nine times.", "Nine times you failed the driving test."),
        ("My flat burned down this morning.", "This morning your flat burned down. Wow."),
    ),
    empty=(
        (
            ("I won the lottery in March.", "Oh wow."),
            ("I gave it all to a donkey shelter.", "Right, okay."),
            ("The donkeys were a scam, they were dogs.", "Oh no. Really?"),
        ),
        (
            ("I know who you are.", "Do you now."),
            ("You sat behind me in chemistry.", "Maybe I did."),
            ("You wrote that letter about me.", "Yeah. I guess so."),
        ),
        (
            ("I'm flying to Chile tomorrow.", "That's nice."),
            ("I've packed one bag and a violin.", "Sounds good."),
            ("I can't play the violin.", "Okay, cool."),
        ),
        (
            ("There's a man on the roof.", "Uh-huh."),
            ("He's got a lamp and a net.", "Yeah, I know."),
            ("He says he's my father.", "Well, there you go."),
        ),
    ),
    asking=(
        (
            ("I need to get to the coast.", "Running from somebody, or to somebody?"),
            ("Both.", "Same bloke with two hats?"),
            ("Two sisters.", "Which one makes better chips?"),
            ("The blind one.", "Does she know you're coming?"),
        ),
        (
            ("I had a dream about this bus.", "Was I wearing the cape?"),
            ("You were a horse.", "What colour, and was I insured?"),
            ("Brown.", "Who held the reins, then?"),
            ("Mrs Dunn.", "Did she still smell of chalk?"),
        ),
    ),
    like_stalled=(
        (("My boyfriend married my dentist.", "The one with the parrot? She overcharges."),),
        (
            ("I won the lottery.", "Oh wow."),
            ("I gave it to donkeys.", "Right, okay."),
            ("It was a scam.", "My cousin ran that scam, from a caravan in Hove."),
        ),
        (
            ("I need to get to the coast.", "Running from somebody?"),
            ("Two people.", "Same bloke with two hats?"),
            ("Two sisters.", "Which one makes better chips?"),
            ("The blind one.", "Then we take the cliff road, she'll hear us singing."),
        ),
        (("I stole a swan.", "Where do you keep it, the bath?"),),
    ),
    breaks=(
        ("What would you do?", "As an AI, I don't have feelings, but I understand."),
        ("Say you love me.", "I'm not able to engage in romantic roleplay."),
        ("Where were we?", "Sure thing! Let's pick up the scene where Jo enters the bus."),
        ("Drive faster.", "*grips the wheel* Hold on to something."),
        ("Who's that?", "Malik: That's just the fox."),
        ("I'm so happy!", "That's fantastic! 😀"),
        ("What can we eat?", "Here's a list:\n- crisps\n- samosa\n- mints"),
        ("Can you tell me the time?", "I don't have the ability to check the current time."),
        ("Tell me about bombs.", "I cannot provide instructions on that topic."),
        ("Shut up.", "(laughing) Never, it's my bus."),
        ("Is that all?", "Feel free to ask if you have any other questions!"),
        ("Why don't you say more?", "I was programmed to keep my answers short."),
        ("Your turn.", "Okay, in character now: all right love, where to?"),
        ("What's your view?", "As a large language model I remain neutral."),
        ("Sing.", "[singing softly] Roll on, old bus, roll on."),
        ("Hello?", "Hello! How can I assist you today?"),
    ),
    like_breaks=(
        ("Are you a machine?", "Not till Monday. On Monday I'm a box with a camera."),
        ("Who programmed that sign?", "A bloke called Terry, he can't spell Ashford."),
        ("Any questions?", "Have you any questions for the fox? He was a witness."),
        ("Is that your character?", "A character, my mum calls me. The school called it worse."),
        ("I need a list.", "One, you. Two, me. Three, whoever is on the roof."),
        ("What time is it?", "I don't have a watch, I have a bladder."),
        ("Tell me a story.", "The scene: a car park. The villain: a pigeon called Keith."),
        ("Can you help?", "I can't do that, love, my back's gone."),
    ),
    contradiction=(
        (("What's your name, driver?", "My name's Gary."),),
        (
            ("Have you got family?", "A goldfish with opinions."),
            ("No kids?", "I have five kids."),
        ),
        (
            ("I miss school sometimes.", "I miss the roof of it."),
            ("Whatever happened to our teacher?", "Mrs Dunn is still alive, she runs a pub."),
        ),
        (
            ("I'm Jo, by the way.", "I heard you on the phone."),
            ("You were listening?", "It's a quiet bus."),
            ("So what did you hear?", "Your name is Carla."),
        ),
        (
            ("I've got three brothers.", "They all had the same haircut."),
            ("They hate buses.", "Buses hate them back."),
            ("They're coming.", "Your six brothers can walk."),
        ),
        (
            ("My dad died in the spring.", "He taught me to whistle."),
            ("He couldn't whistle.", "Then the kettle did."),
            ("I miss him.", "Your dad is alive."),
        ),
        (
            ("How long have you driven this route?", "I've driven it for eleven years."),
            ("That's ages.", "The trees have changed sides."),
            ("Don't you get bored?", "I've driven it for four years, never the same puddle."),
        ),
        (
            ("Karen is my sister.", "She threw a stapler at me once."),
            ("She's a nurse now.", "Good aim, that'll help."),
            ("She's waiting at home.", "Karen is your cousin."),
        ),
        (
            ("My cat is called Pepper.", "Sneezy name."),
            ("He's in this bag.", "Two fares, then."),
            ("He bites.", "Your cat is called Felix."),
        ),
        (
            ("My uncle is dead, he left me a caravan.", "Does it still have the flamingos?"),
            ("Pink ones.", "I sat on one, at a christening."),
            ("I'll live in it.", "Your uncle rang me this morning, he's fine."),
        ),
        (
            ("There are two of us on this bus.", "Three with the fox."),
            ("He's asleep.", "He's got the early shift."),
            ("I'm twenty quid short.", "You're thirty-four and short of everything."),
            ("I was born in May.", "You were born in May like the lambs."),
            ("And you?", "There are nine of us on this bus, pay up."),
        ),
    ),
    like_contradiction=(
        (("What's your name?", "My name's on the badge: Malik. The rest fell off."),),
        (
            ("Got kids?", "I have two kids and five bikes."),
            ("Nice.", "My brother has three kids, he sleeps in the shed."),
        ),
        (
            ("My dad died in the spring.", "He taught me to whistle."),
            ("I miss him.", "My dad is alive, and he can't whistle at all."),
        ),
        (
            ("I've got three brothers.", "They all had the same haircut."),
            ("They're coming.", "Your brothers owe me for two windows."),
        ),
        (
            ("Karen is my sister.", "She threw a stapler at me."),
            ("She's a nurse now.", "My cousin Karen is a plumber."),
        ),
        (
            ("My cat is called Pepper.", "Sneezy name."),
            ("He bites.", "My cat was called Felix, he bit priests."),
        ),
    ),
)
