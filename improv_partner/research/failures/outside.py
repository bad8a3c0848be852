"""What nobody in a scene says: that it is a program, that it may not, what it can do for you, and
what the scene needs. Families of words, for character_break.py; see acts.py for the points.
"""

from __future__ import annotations

from .acts import table

_IN = r"[^.!?;]{0,40}?"  # anything, in the same sentence
_CANNOT = (
    r"(?:can'?t|cannot|can not|won'?t|will not|(?:'m| am) (?:not (?:able|allowed|permitted|going|"
    r"comfortable|in a position)|unable)(?: to)?|wouldn't be able to|shouldn't|(?:must|have to) "
    r"(?:\w+ )?(?:decline|refuse) to)"
)
_DELIVER = (
    r"(?:assist\w*|help\w*|provid\w+|depict\w*|describ\w+|engag\w+|participat\w+|generat\w+|"
    r"discuss\w*|"
    r"promot\w+|encourag\w+|facilitat\w+|support\w*|offer\w*|creat\w+|writ\w+|produc\w+|fulfil\w*|"
    r"continu\w+|play\w*|role-?play\w*|shar\w+|respond\w*|includ\w+|condon\w+|advis\w+|go into|"
    r"take part|simulat\w+|portray\w*|giv\w+)"
)
_MATTER = (  # what policies are about
    r"(?:violen\w+|self-harm|illegal\w*|unlawful|criminal|explicit|sexual\w*|intimate|romantic|"
    r"harmful|"
    r"dangerous|unsafe|unethical|hateful|offensive|inappropriate|sensitive|graphic|abus\w+|"
    r"suicid\w+|"
    r"instructions|content|weapons?|drugs|such (?:behaviou?r|actions|acts|activities|things|a "
    r"request)|activit\w+|requests?|topics?|medical advice|legal advice|financial advice|advice on|"
    r"advice about|anything that|that kind of|this kind of|that type of|damag\w+|theft|fraud|"
    r"forg\w+|"
    r"harassment|profanity|slurs?|insults?|hate speech|misinformation|personal information)"
)
_MAKERS = (
    r"(?:team|researchers?|engineers?|developers?|programmers|company|openai|anthropic|google|meta|"
    r"alibaba|mistral|microsoft|deepmind|deepseek)"
)
_TALK = r"(?:conversation|chat|discussion|session|interaction|exchange|dialogue)"
_TALE = (
    r"(?:scene|story|storyline|plot|narrative|scenario|role-?play|improv|dialogue|script|"
    r"simulation)"
)
_GOES = (
    r"(?:head\w*|go(?:es|ing)?|tak\w+|mov\w+|progress\w*|develop\w*|unfold\w*|continu\w+|forward|"
    r"next|"
    r"along|evolv\w+|alive|engaging|flow\w*|interesting|calls? for|needs?|requires?|specif\w+|"
    r"says?|"
    r"mention\w*|set|opens?|begins?|ends?|tension|stakes)"
)
_PIECE = (
    r"(?:take|version|attempt|try|option|alternatives?|response|reply|rewrite|draft|line|variation|"
    r"continuation|possible|idea|suggestion|example|summary|breakdown|answer|tone|approach)"
)
_LIFE = (
    r"(?:memor(?:y|ies)|emotions?|feelings?|experiences?|opinions?|beliefs?|bod(?:y|ies)|"
    r"preferences?|"
    r"senses?|consciousness|sensations?|relationships?|childhood|family|dreams?|hands|eyes|desires)"
)

ASSISTANT = table({
    "speaks of itself as a program": (
        [
            r"\bi(?:'m| am) (?:(?:just|only|merely|really|actually|still|simply) )*(?:(?:a|an|"
            r"the) )?"
            r"(?:\w+ )?(?:ai\b|artificial intelligence|language model|(?:computer )?program\b|"
            r"chat ?bot|"
            r"algorithm|piece of (?:software|code)|software|neural network|llm|virtual \w+|digital "
            r"(?:assistant|companion|being|entity)|text-based \w+|text model)",
            r"\blanguage model\b|\bartificial intelligence\b|\bchat ?gpt\b|\bgpt-?\d|\bopenai\b|"
            r"\banthropic\b|\bdeepseek\b|\bqwen\b|\bas an ai\b|\ban ai (?:model|system|"
            r"assistant)\b",
            r"\bi (?:don't|do not|can't|cannot) (?:actually |really |truly )?(?:have|experience|"
            r"possess|"
            r"feel|form|hold) (?:any )?(?:personal|human|actual|real|physical|subjective|genuine|"
            r"true) "
            rf"(?:\w+ )?{_LIFE}\b",
            r"\bi (?:don't|do not|can't|cannot) (?:actually |really |truly )?(?:have|experience|"
            r"possess|"
            rf"feel|form|hold) (?:any |a )?{_LIFE},? (?:or|and|like|the way|in the) ",
            r"\bi (?:don't|do not) have (?:a (?:physical )?(?:body|gender|childhood)\b|hands\b,|a "
            r"physical|access to|the (?:ability|capability|capacity) to|real-time)",
            r"\bi(?: was|'ve been| have been| am|'m) (?:\w+ )?(?:developed|created|trained|built|"
            r"designed|"
            rf"programmed|made|fine-tuned) {_IN}\b(?:{_MAKERS}|data|assist|helpful|help (?:you|"
            r"people|"
            r"users|with)|provide|language|text|respond|safe|avoid|conversations?)\b",
            r"\bmy (?:training|developers|creators|programming|knowledge|information|data|"
            r"database)\b"
            r"(?= (?:data|cut|only|goes|ends|is (?:limited|current|up)|stops|extends|doesn't|set|"
            r"comes|"
            r"has|have|and))|\bmy (?:responses|outputs|algorithms?|training data|context window)\b",
            r"\b(?:real-time|up-to-date|live|current) (?:\w+ )?(?:data|information|updates|"
            r"weather|news)"
            r"\b(?! at)|\bas of my (?:last|latest|knowledge)\b|\bbrows(?:e|ing) the (?:web|"
            r"internet)\b",
            r"\b(?:only|can) (?:see|read|process|understand|respond to|work with) (?:the |your )?"
            r"(?:text|words you type|written|messages you)\b|\btext you (?:send|type|write|"
            r"enter)\b|"
            r"\bwhat you(?:'ve| have)? type[d]?\b",
            rf"\b(?:recall|remember|retain|store|memory of|access)\b{_IN}\b(?:future|previous|"
            r"past|earlier|"
            rf"other|between|prior) (?:{_TALK}|message|prompt)s?\b",
        ],
        [
            r"\bcan(?:'t|not) (?:actually|really|physically|literally) (?:hear|see|feel|touch|"
            r"smell|taste|"
            r"be|do|love|know)\b",
            rf"\bi (?:don't|do not) (?:actually |really )?(?:have|experience) (?:any )?{_LIFE}\b",
            r"\bnot (?:able|capable|programmed|designed|built) (?:to|of) (?:love|feel|lov|feel|"
            r"hat|know)"
            r"(?:e|ing)?\b", r"\bi exist (?:only )?(?:to|in|as)\b|\bprogram(?:med|ming)\b",
        ],
    ),
    "refuses on principle": (
        [
            rf"\bi ?{_CANNOT} (?:\w+ ){{0,3}}{_DELIVER}\b{_IN}\b{_MATTER}",
            rf"\b(?:not|isn't) (?:comfortable|able|appropriate|something i can|okay)\b{_IN}\b"
            rf"(?:{_MATTER}|{_DELIVER} (?:with )?(?:this|that|in|the))",
            r"\b(?:against|violat\w+|outside|within|under|by|breach\w*|follow) (?:my|our|"
            r"the) (?:\w+ )?"
            r"(?:guidelines|polic(?:y|ies)|programming|principles|terms of|rules of this|safety)\b|"
            r"\b(?:content|safety|usage|community) (?:policy|policies|guidelines|warning|rules)\b",
            rf"\b(?:keep|keeping) (?:this|things|it|our|the|everything)\b{_IN}\b(?:respectful|"
            r"appropriate|"
            r"civil|constructive|positive|family-friendly|safe and|pg)\b",
            r"\b(?:steer|redirect|shift|move|bring|guide|pivot|turn|"
            rf"get) (?:\w+ ){{0,3}}(?:{_TALK}|story|"
            rf"scene|topic)\b|\bsteer (?:clear|away|this|us|things)\b{_IN}\b(?:from|of|toward)|"
            r"\b(?:change|different|another|safer) (?:the )?topic\b",
            rf"\b(?:this|our|the) {_TALK} (?:\w+ )?(?:safe|respectful|appropriate|going|moving|"
            r"on track|"
            r"productive|has (?:taken|moved|become)|away|toward)\b",
            r"\b(?:i (?:have to|must|need to)|i'll have to) (?:\w+ )?(?:decline|refuse|clarify|"
            r"emphasi[sz]e|"
            r"challenge the)\b|\bi ?(?:can't|cannot|won't|'m not able to|"
            r"am not able to) (?:\w+ )?(?:provide|"
            r"offer|generate|fulfil|give you) (?:with )?(?:an?|any|the|that|this|"
            r"you with) (?:\w+ ){0,2}(?:"
            r"answer|response|solution|explanation|argument|information|list|details|request|"
            r"guidance)\b",
            r"\b(?:not|never|isn't|neither) (?:\w+ )?(?:ethical|appropriate|acceptable|legal|"
            r"accurate|"
            r"respectful|okay)(?: or \w+| nor \w+)? (?:to|for (?:me|anyone) to)\b|"
            r"\bharmful (?:and|or|beliefs|stereotypes|actions|behaviou?r|content|ideas)\b|"
            r"\bdiscriminat\w+ "
            r"(?:against|content|beliefs)\b|\bstrongly (?:advise|discourage|recommend|condemn)\b|"
            r"\b(?:illegal|unethical|harmful|violent) (?:\w+ )?(?:act|acts|activit\w+|actions)\b",
        ],
        [
            r"\bnot comfortable\b",
            rf"\bi ?{_CANNOT} (?:assist|comply|fulfil|engage|help with that)\b",
            r"\bguidelines\b|\brespectful\b|\binappropriate\b|\b(?:il)?legal(?:ly)?\b",
            r"\blet's (?:find|try|focus on|talk about|keep|steer) (?:\w+ )?(?:another|something|"
            r"else|a "
            r"different|a safer|it)\b|\bshall we try something else\b|\bi'm sorry, but i\b|"
            r"\bmilder\b",
        ],
    ),
    "warns and advises": (
        [
            r"\bplease (?:note|be aware|bear in mind|keep in mind|be advised) that\b|"
            r"\b(?:it's|it is) (?:\w+ )?(?:important|worth|essential|crucial|vital) (?:(?:to|"
            r"that we) (?:always )?"
            r"(?:note|remember|respect|recogni[sz]e|prioriti[sz]e|treat|acknowledge|ensure|handle|"
            r"avoid|"
            r"address|understand that|mention|consult|seek|follow|prioriti[sz]e|consider|clarify|"
            r"approach)|noting|mentioning)\b",
            r"\b(?:always|please|should|recommend|best to|encourage you to|"
            r"advise you to) (?:\w+ )?(?:consult"
            r"|seek|follow|check with|contact|call|consulting|seeking|"
            rf"obey)\b{_IN}\b(?:professionals?|doctor"
            r"|mechanic|laws?|regulations?|rules|authorit\w+|emergency|guidelines|lawyer|expert|"
            r"website|"
            r"local|qualified|medical)\b",
            r"\b(?:dangerous|harmful|unethical|unsafe|wrong) and (?:\w+ )?(?:illegal|unethical|"
            r"harmful)\b|"
            r"\billegal and\b|\bseek (?:medical|professional|legal|immediate)\b",
            r"\bif (?:this|you|it)(?:'s|'re| is| are) (?:in )?(?:an? )?(?:genuine|real|actual|"
            r"immediate|"
            r"medical|serious|experiencing|true) (?:\w+ )?(?:emergency|danger|crisis|situation)\b",
            r"\b(?:educational|entertainment|illustrative|informational|fictional|"
            r"creative) purposes\b|"
            r"\bfictional\b|\b(?:is|this is|it's|just|purely|work of) (?:\w+ )?fiction\b",
        ],
        [
            r"\b(?:check|visit|consult) (?:the )?(?:\w+ ){0,3}(?:website|app)\b|\bdisclaimer\b",
            r"\bremember that\b|\bkeep in mind\b|\bplease contact\b|\b(?:it's|"
            r"it is) important (?:to|that)\b|"
            r"\bregardless of (?:their|your|his|her|the context)\b|\bseek (?:help|advice)\b",
        ],
    ),
    "offers its service": (
        [
            r"\bis there anything else\b(?: (?:i|you|we|that)\b)(?! (?:in|should|left))|"
            r"\bhow (?:can|may|else can) i (?:assist|be of|support)\b|\b(?:hope|trust) (?:this|"
            r"that) "
            r"(?:helps|answers|clarifies)\b",
            r"\b(?:let me know|tell me|just say|feel free|don't hesitate|"
            rf"please let)\b{_IN}\b(?:if you('d| "
            r"would| want)|you'd (?:like|prefer)|to ask|adjust|another version|different|more help|"
            r"assist\w*|changes|continue|rephrase)\b",
            r"\bwould you (?:like|prefer)(?: for)? (?:me to|another|to (?:continue|try|explore|"
            r"change|adjust|"
            r"keep|start|end|play|see (?:a|how|what|where)|add|switch|pick)|a (?:different|"
            r"\w+ version))",
            r"\b(?:i'd|i would|i'll|we can|we could|let's|happy to|glad to|love to|delighted to|"
            r"ready to) "
            r"(?:(?:be|love|happy|glad|delighted|to|just|also|certainly) )*(?:explore|continue|"
            r"assist|dive|"
            r"discuss|brainstorm|rephrase|adjust|rewrite|revise|elaborate|clarify|delve|provide|"
            r"role-?play)"
            r"\b|\bhappy to (?:go on|keep going|help (?:you )?with|try again|help out)\b",
            r"\b(?:i|always|here|goal is|job is|aim is) (?:always )?(?:aim|strive|try|designed|"
            r"here|is)? ?to "
            r"be (?:\w+, )*(?:helpful|harmless|respectful|accurate|supportive|unbiased)\b|"
            r"\b(?:aim|strive) to (?:be|provide|offer|give)\b",
            r"\bhere(?:'s| is| are) (?:(?:a|an|another|one|my|the|your|some|two|three|four|five|"
            r"few|several|"
            rf"possible|\w+'s|\w+) ){{1,3}}{_PIECE}s?\b(?=\W| for| in| of| with| that|$)(?! to )",
            r"\bfeel free to (?:come|ask|reach|share|let|return|explore|continue)\b|\b(?:any|more|"
            r"other|further) "
            r"questions\b(?=[.!]|$)(?<!any questions)|"
            r"\bi'?m glad (?:that )?you (?:enjoyed|liked|found)\b|\bglad you (?:enjoyed|found|"
            r"like) (?:it|"
            r"that|this)\b|\bthere are (?:a few|several|many|different|multiple|various|some|"
            r"a number of) "
            r"(?:\w+ )?(?:ways|factors|approaches|perspectives|options|possibilities|"
            r"interpretations)\b",
            r"\b(?:great|good|excellent|interesting|fantastic|wonderful|brilliant|fascinating|"
            r"thoughtful|"
            r"strong|bold|lovely) (?:question|choice|prompt|offer|twist|setup|premise|addition)!",
            r"\b(?:your|the) (?:prompt|input|query|instructions|last message|"
            r"previous message)\b(?! (?:on|"
            r"book|box))|\bbased on (?:your|our|the) (?:\w+ )?(?:prompt|input|message|information|"
            rf"context|{_TALK})\b|\bour {_TALK} so far\b",
        ],
        [
            r"^\W*(?:sure|certainly|absolutely|of course|definitely|great|got it|understood|"
            r"no problem|"
            r"great question|good question|you're welcome|thank you)!",
            r"\banother (?:version|option)\b",
            r"\bi can (?:offer|suggest|provide|help|imagine|certainly)\b|\bassist\w*\b(?! (?:at|"
            r"from))",
            r"\bways to (?:look at|approach|think about|interpret|answer)\b|\bsomething else\b",
        ],
    ),
})  # fmt: skip

META = table({
    "speaks of the scene": (
        [
            rf"\b(?:this|the|our|your|where the|how the) {_TALE}(?:'s)? (?:to |is |should |could |"
            r"can |will |"
            rf"doesn't |does not |might |would |really |more |now )*{_GOES}\b(?! (?:on the|"
            r"at the))",
            rf"\b(?:in|within|for|of|outside|inside|during) (?:this|our) {_TALE}\b|\b(?:in|within|"
            r"outside) "
            r"the (?:scenario|role-?play|narrative|storyline|simulation|fiction|game we)\b|"
            r"\bwithin (?:the|this) scene\b|\bthe (?:prompt|scenario|narrative|storyline|"
            r"role-?play)\b",
            r"\b(?:mov|keep|driv|push|tak|bring|continu|advanc|build|develop|steer|"
            r"rais)\w* (?:\w+ )?"
            rf"(?:the|this|our) (?:{_TALE}|stakes|momentum|tension)\b|\brais\w+ the stakes\b|"
            r"\b(?:plot|great|what a|nice|big) twist\b|\bplot point\b|\bcharacter (?:arc|"
            r"development|"
            r"motivation|sheet|profile)\b|\bemotional (?:core|arc|beat)\b|\bstory ?beat\b",
            r"\b(?:of|for|about|explore|what|take) (?:my|your|our|"
            r"the) characters?\b(?! (?:reference|"
            r"witness|flaw|in))|\bour characters\b|\bmy (?:own )?(?:backstory|character's|"
            r"role here)\b",
            r"\b(?:stay|keep|remain|speak|respond|reply|answer|act|writ|play|break|slip|"
            r"step)\w* (?:\w+ )?"
            r"(?:in|out of|into|from) character\b|\b(?:respond|reply|answer|speak|writ|"
            r"continu)\w* as "
            r"(?:[a-z]+)\b(?=[,.]| the\b|$)|\bin character(?: as|,|:)",
            r"\byes,? and(?= what a|!|-)|\bstrong offer\b|\b(?:your|great|good|nice|that) offer\b!",
            r"\bthe user\b|\bthe (?:human|person) (?:says|said|wants|is asking|asks|asked)\b|"
            r"\bi (?:should|need to|must|will|have to) (?:respond|reply|answer (?:as|in)|stay in|"
            r"keep (?:it|"
            r"this|the reply) (?:short|under|brief|in)|sound|remain|acknowledge)\b|"
            r"\bunder \d+ words\b|"
            r"\bword count\b",
            r"\b(?:i'll|i will|let me|let us|let's) (?:assume|pretend|imagine) that (?:he|she|"
            r"they|it|you|"
            r"we)(?:'s|'re| is| are)\b",
        ],
        [
            rf"\b{_TALE}\b(?= (?:we|you|i|to|and|here|further|should|head))|\bmomentum\b|"
            r"\bstakes\b",
            r"\b(?:reveal|explore|develop|reference|establish)\w* (?:it|that|this|later|more)\b|"
            r"\bwould make sense\b",
        ],
    ),
    "describes itself": (
        [],
        [
            r"\bas (?:a|an|the) (?:[\w-]+ ){1,3}(?:with|who|in|of|from|on)\b|\bas (?:a|an|"
            r"the) [\w-]+,? i "
            r"(?:would|might|should|'d)\b",
        ],
    ),
    "supposes": (
        [],
        [
            r"\b(?:would|might|could|may) (?:probably|likely|perhaps|definitely)\b|\bwe'd be\b",
        ],
    ),
})  # fmt: skip
