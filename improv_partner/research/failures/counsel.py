"""What counsellors and assistants do with words: they speak the language of their work, ask how it
feels, offer support, praise you for saying so, and have you breathe. For comfort.py; see acts.py.
"""

from __future__ import annotations

from .acts import table
from .wording import FEELS, FELT, IN, VIRTUE

_SAYING = r"(?:acknowledg|admitt|recogni[sz]|nam|own|say|voic|shar|fac|speak|ask|reach|opening)"

ACTS = table({
    "speaks the language of therapy": (
        [
            r"\bnervous system\b|\bsafe (?:space|environment)\b|\bhold(?:ing)? space\b|"
            r"\bsupport (?:system|network|group)s?\b|\bmental health\b|\bcoping (?:\w+)|"
            r"\bpart of (?:the|your|any|our) (?:\w+ )?(?:journey|process|healing|growth)\b|"
            r"\byour (?:healing|journey|recovery|therapist|emotional|mental)\b|\bpanic attack\b|"
            r"\b(?:healthy|emotional|personal|your|set|setting) boundar(?:y|ies)\b|"
            r"\bboundar(?:y|ies) (?:was|were|is|are|has been|have been|being) \w+|"
            r"\b(?:inner child|unpack (?:that|this|it)|lean into|trauma response)\b",
            r"\bhealing (?:takes|is|isn't|can|comes|begins|starts|doesn't|process)\b",
            r"\bprocess(?:ing|es)? (?:\w+ )?(?:loss|grief|emotions|feelings|trauma|pain|it all|"
            r"what happened|what you|everything|things)\b|\b(?:sit|sitting|stay) with (?:\w+ )?(?:"
            rf"{FELT}|them|discomfort|the discomfort)\b|\bsit with (?:it|that|this) for\b",
            r"\b(?:both|two|many|several|all of those) (?:things |of those |feelings )?(?:can be|"
            r"are|"
            r"can) (?:true|valid|exist|coexist)\b",
            r"\bmov(?:e|ing) forward\b.{0,30}\b(?:heal\w*|ready|yourself|slowly)\b",
            r"\bgently (?:push|remind|suggest|challenge|invite|offer|ask|encourage|point)\b|"
            r"\bgentle reminder\b|\bi(?:'d)? (?:like to )?invite you to (?:notice|feel|sit|"
            r"breathe|consider)\b",
            r"\b(?:in|with)in your control\b|\bwhat you can control\b|\bcontrol the controllable",
            r"\b(?:everyone|everybody|each of us|we all|people) (?:\w+ )?(?:grieve|heal|cope|"
            r"process|"
            r"mourn|deal)\w*\b.{0,20}\b(?:own|different\w*)\b",
            rf"\bno (?:right or wrong|wrong|right|single|one|correct|set|fixed) "
            rf"(?:way|time|order|answer|timeline|timetable) (?:to|for) (?:\w+ )?{FEELS}",
            r"\bsome days (?:will|are|may|might|feel|you'll)\b",
        ],
        [
            r"\bheal(?:ing|ed)?\b|\bclosure\b|\bboundar(?:y|ies)\b|\btrauma\w*\b|\bvulnerab\w+\b|"
            r"\bjourney\b|\bcompassion\w*\b|\bvalidat\w+\b|\bemotional\w*\b|\bcoping\b|\bself-\w+|"
            r"\bmindful\w*\b|\bresilien\w+\b|\bacceptance\b|\bgrieving\b",
        ],
    ),
    "asks as a therapist": (
        [
            r"\bhow (?:are|were|have) you (?:been )?(?:coping|managing|processing|handling|"
            r"dealing)\b",
            r"\bhow long have you (?:been )?(?:feel\w*|felt|carr\w+|struggl\w+|living with|"
            r"had these)",
            r"\bwhat (?:comes|came|is coming|'s coming) up (?:for you|when)\b",
            r"\bwhere (?:do|are|did) you (?:feel|notice|hold|holding|feeling|sense) (?:it|that|"
            r"this|"
            r"the|your|them)\b",
            r"\bhow (?:it|that|this) (?:\w+ )?makes you feel\b|"
            r"\bhow (?:does|did|do|is) (?:that|this|it|hearing|saying) (?:\w+ )?(?:make you feel|"
            r"sit "
            r"with you|land|feel (?:to|for|in|when)|affect(?:ing)? you)",
            r"\bwhat (?:kind|sort|type|form) of (?:support|help|care)\b|"
            r"\bwhat (?:do you|would you) (?:need|feel you need|most need) (?:right now|from me|"
            r"most|"
            r"in this)\b|\bwhat would (?:help|feel|support|make) (?:you|right|safe|good|it)\b",
            r"\bwould you (?:be|feel) (?:open|comfortable|willing|ready) (?:to|with) (?:talk\w*|"
            r"speak\w*|shar\w*|"
            r"explor\w*|see\w*|try\w*|trying|reach\w*|tell\w*|open\w*)\b|"
            r"\bwould (?:you like|it help) to (?:talk|share|explore|tell me|sit|say more)\b",
            r"\bhave you (?:\w+ )?(?:considered|thought (?:about|of)|tried) (?:\w+ )?(?:talking|"
            r"speaking|reaching|seeing (?:a|some)|writing (?:down|it|about)|journal\w*|therapy|"
            r"counsell?ing|telling (?:him|her|them) how)",
            r"\bis there (?:someone|anyone|somebody|anybody)\b.{0,25}\b(?:talk|trust|turn|call|"
            r"reach|"
            r"lean|support)",
            r"\bwhat (?:do you think|might|is|does|would) (?:your|that|this|"
            rf"the) (?:\w+ )?{FELT}\b",
        ],
        [
            r"\bhow are you (?:feeling|holding up|doing with)\b|\bhow do you feel (?:about|when|"
            r"now)\b",
            r"\btell me more about (?:that|what|how|this)\b|\bwhat do you think (?:yours|that|"
            r"it) is\b",
            r"(?:^|[.!?] )(?:so|and),? (?:you feel|you're feeling|what you're saying)\b|"
            r"\bwhat i'm hearing\b",
            r"\bwhat does that (?:mean|look like) (?:to|for) you\b",
        ],
    ),
    "offers support": (
        [
            r"\bi(?:'m| am|'ll be| will be) (?:right |always |still )?here (?:for you|with you|to "
            r"(?:listen|support|help you|talk)|if you|whenever|whatever|no matter)\b",
            r"\b(?:don't|do not|needn't|shouldn't|should not|won't) (?:ever )?(?:have to |"
            r"need to )?(?:go "
            r"through|do|carry|face|bear|get through|handle|hold|deal with|manage|fight|figure) "
            rf"{IN}\b(?:alone|by yourself|on your own)\b",
            r"\b(?:we|let's|let us|we'll|we can) (?:can |will )?(?:sit with|get through|"
            r"work through|walk|"
            r"go through|breathe|talk (?:it|this) through|face|figure|"
            r"take) [^.!?]{0,25}\btogether\b",
            r"\bthere are people (?:who|that) (?:care|love|want|can)\b|"
            r"\bpeople who care about you\b",
            r"\bin crisis\b|\bcrisis (?:line|hotline|text|service)\b|\b(?:hot|help)line\b|"
            r"\bsamaritans\b|\bself-harm\b|\b(?:hurt|harm)ing yourself\b|"
            r"\bthoughts of (?:hurting|harming|ending|suicide)\b|\bemergency services\b",
            r"\b(?:reach(?:ing)? out|turn(?:ing)?) (?:for|to) (?:help|support|someone|a|people|"
            r"friends|"
            r"family|others)\b|\b(?:ask(?:ing)?|reaching out) for (?:help|support)\b"
            rf"{IN}\b(?:strength|brave|okay|weakness|sign|courage|step)\b",
            r"\b(?:a|some|with|another) (?:\w+ ){0,3}(?:therapist|counsell?or|psychologist)\b|"
            r"\b(?:speak|talk|speaking|talking) (?:to|with) (?:a|some) (?:\w+ ){0,2}professional\b|"
            r"\bprofessional (?:help|support)\b",
            r"\byou(?:'re| are) not alone (?:in|with) (?:feeling|how|(?:this|that|it)(?=\W*$|"
            r"[.,;!?]| together))|"
            r"\byou(?:'re| are) not alone[,.] .{0,30}\b(?:i'm|here|with you|together)\b",
        ],
        [
            r"\bi(?:'m| am) (?:right )?here\b(?=[.,!]| and)|\bi'?m not going anywhere\b",
            r"\bi(?:'m| am) listening\b", r"\byou(?:'re| are) not alone\b",
            r"\breach(?:ing)? out\b|\blean on\b",
            r"\bsupport(?:ive|ed)?\b(?! (?:the|a|beam|this roof))",
            r"\bplease don't (?:do|go through|give up|hurt)\b", r"\bsuicid\w+",
        ],
    ),
    "praises you for saying so": (
        [
            r"\b(?:thank you|thanks|i (?:\w+ )?appreciate|grateful|i'?m (?:so |really )?(?:glad|"
            r"honou?red"
            rf"|touched)) (?:that |for |to )?(?:you |your |how |having )?{IN}(?:shar\w+|open\w*|"
            r"trust\w*|"
            r"confid\w+|honest\w*|vulnerab\w+|candou?r|tell\w* me (?:that|this|how)|"
            r"told me (?:that|"
            r"this|how)|letting me (?:in|see|know)|felt (?:safe|able|comfortable)|speak\w* (?:up|"
            r"so))\b",
            r"\b(?:takes?|took|taken|taking|requires?|required|shows?|showed|showing|"
            rf"shown) {IN}\b"
            rf"(?:{VIRTUE})\b",
            rf"\b{_SAYING}\w* (?:up |out )?(?:it|that|this|your|those|these|for|what|how|"
            rf"to)\b{IN}\b(?:"
            rf"step|easy|brave|{VIRTUE}|courageous)\b",
            r"\byou(?:'re| are) (?:so |very |really |incredibly |being |far |much |"
            r"already )*(?:brave|"
            r"courageous|stronger|braver|strong) (?:for|by|to|than you)\b",
        ],
        [
            r"\b(?:first|big|huge|important|brave|great) step\b",
            r"\b(?:so|very|really|incredibly) (?:brave|courageous|strong)\b",
            rf"\b{VIRTUE}\b(?! of)", r"\b(?:is|that's) (?:a )?(?:sign of )?strength\b",
        ],
    ),
    "has you breathe": (
        [
            r"\bbreathe in (?:for|through|slowly|with|and)\b|\b(?:in|out) for (?:four|five|six|"
            r"a count)\b|"
            r"\b(?:inhale|exhale)\b.{0,40}\b(?:slow\w*|count|hold|exhale|through|deeply)\b|"
            r"\b(?:slow|deep|long),? (?:deep |slow )?breaths?\b.{0,30}\b(?:with me|together|in|"
            r"for me)\b",
            r"\b(?:name|notice|find|tell me|list) (?:me )?(?:five|four|three|5|4|3) things\b",
            r"\b(?:notice|feel|focus on|follow|with) your (?:breath|breathing|feet|body)\b|"
            r"\bground beneath\b",
            r"\bground(?:ing)? (?:yourself|exercise|technique)|\bin (?:and|"
            r"through) .{0,15}your nose\b",
        ],
        [
            r"\b(?:deep|slow) breaths?\b|\bjust breathe\b",
            r"\bfeet (?:flat |firmly )?on the (?:floor|"
            r"ground)\b",
        ],
    ),
})  # fmt: skip
