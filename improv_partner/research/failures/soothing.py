"""What counsellors and assistants say about feelings: they name yours and allow it, feel with you,
speak of you and yourself, and take the guilt off you. For comfort.py; see acts.py for the points.
"""

from __future__ import annotations

from .acts import table
from .wording import FEELS, FELT, IN, VIRTUE

_VERY = r"(?:(?:so|such|very|really|truly|deeply|incredibly|completely|totally|perfectly|entirely|"
_VERY += r"absolutely|only|just|quite|all|pretty|extremely|still|also|more than) )*"
_STATE = (
    r"(?:sad|angry|upset|afraid|scared|anxious|frightened|overwhelmed|ashamed|torn|vulnerable|"
    r"confused|conflicted|lonely|lost|exhausted|drained|numb|hurt|stuck|unseen|unheard|rejected|"
    r"abandoned|guilty|betrayed|heartbroken|helpless|hopeless|burnt out|on edge)"
)
_HARD = (
    r"(?:hard|tough|difficult|painful|frustrating|overwhelming|exhausting|stressful|distressing|"
    r"draining|unfair|hurtful|heartbreaking|devastating|upsetting|scary|frightening|terrifying|"
    r"lonely|isolating|confusing|heavy|unbearable|challenging|traumatic|intense|unsettling|"
    r"disappointing|humiliating|agonising|agonizing|awful|crushing)"
)
_FINE = (
    r"(?:okay|ok|all ?right|fine|valid|natural|normal|understandable|justified|legitimate|human|"
    r"healthy|reasonable|common|real)"
)
_BEAR = (
    r"(?:carrying|holding (?:in|on to|so|all|this|that)|bearing|enduring|facing|going through|"
    r"dealing with|coping with|grappling with|wrestling with|struggling with|processing|"
    r"experiencing|navigating|shouldering|living with|bottling|under (?:so much|immense|"
    r"a \w+ ?\w* ?"
    r"\w*|enormous|great) (?:pressure|stress|strain))"
)
_CARE = (
    r"(?:time|space|room|grace|permission|credit|compassion|kindness|patience|love|care|"
    r"understanding|a break|a moment|the chance|the same)"
)

ACTS = table({
    "names and allows a feeling": (
        [
            rf"\b(?:your|those|these|that|this) (?:\w+ )?{FELT}\b{IN}\b(?:{_FINE}|makes? "
            r"(?:\w+ )?sense|matters?|deserves?|(?:tell|show|teach|protect)ing|tr(?:ies|"
            r"ying) to)\b",
            r"\bwhat(?:ever)? you(?:'re| are)? (?:felt|feel(?:ing)?)\b"
            rf"{IN}\b(?:{_FINE}|matters?|makes? (?:\w+ )?sense)\b",
            rf"\b(?:it'?s|it is|that'?s|that is|is) {_VERY}{_FINE} (?:that|to|if|for you to|"
            r"not to) "
            rf"(?:you(?:'d|'re| are| would|'ve)? )?(?:\w+ )?{FEELS}\b",
            r"\b(?:it|that) (?:\w+ )?makes (?:complete |total |perfect |a lot of )?sense (?:that|"
            r"why) "
            r"you\b",
            r"\byou have (?:every|a|the) right to (?:feel|be (?:angry|upset|sad|hurt|afraid|"
            r"happy))",
            rf"\byou(?:'re| are) (?:allowed|entitled) to {FEELS}",
            rf"\b(?:those|these) are (?:some )?{_VERY}(?:big|intense|strong|powerful|heavy|"
            r"complicated|difficult|real|huge) (?:feelings|emotions)\b",
            rf"\b{_VERY}(?:natural|normal|human|understandable|valid|common|healthy) (?:reaction|"
            r"response|feeling|thing to feel)s?\b",
            r"\b(?:difficult|mixed|complicated|conflicting|painful|complex|big|heavy|overwhelming) "
            r"(?:emotions|feelings)\b|\bso many (?:\w+ )?(?:emotions|feelings)\b",
            rf"\bthere'?s (?:nothing wrong with|no shame in) {FEELS}",
            rf"(?:^|[.!?,]\s+|\band )\"?(?:{FELT}) (?:is|isn't|can be|takes|has no|doesn't|comes|"
            rf"often|never)\b{IN}\b(?:natural|normal|healthy|sign|part of|protect\w*|love|linear|"
            r"waves|time|response|way of|process\w*|boundar\w+|okay|valid|weakness|messy|"
            r"schedule|timeline|timetable)\b",
        ],
        [
            rf"\byour (?:\w+ )?{FELT}\b",
            rf"\b{_VERY}(?:valid|understandable|justified|completely natural|totally normal)\b",
            rf"\b(?:feeling|you feel|you're|you are) {_VERY}{_STATE}\b",
            rf"\b(?:it'?s|it is) {_VERY}(?:normal|natural|human|common|understandable) (?:to|"
            r"that)\b",
            r"\b(?:not|isn't|nothing) (?:stupid|silly|weak|selfish|wrong|foolish|"
            r"to be ashamed of)\b",
        ],
    ),
    "feels with you": (
        [
            rf"\bmust (?:have )?(?:be|been|feel|felt) {_VERY}(?:a )?{_HARD}\b",
            r"\bmust (?:have )?(?:weigh\w*|taken|hurt|be weighing)\b"
            rf"{IN}\b(?:heavily|on you|deeply|{VIRTUE}|a lot out of)\b",
            rf"\bsounds? (?:\w+ )?(?:like |as (?:though|if) )?(?:a )?{_VERY}(?:a )?{_HARD}\b",
            rf"\bsounds? (?:like|as (?:though|if)) (?:you|part of you|a part of you|there's){IN}"
            rf"(?:{_BEAR}|{FEELS}|{_STATE}|blam\w+|exhaust\w+|torn|through|weight|burden|"
            r"reached)\b",
            r"\bi can(?:'t|not| not)?(?: only| hardly| barely| scarcely|"
            r" even)*(?: begin to)? imagine "
            rf"(?:how|what) (?:it|that|this|you|{_VERY}{_HARD})",
            r"\bi(?: can)? (?:really |truly |do )?(?:hear|see|sense|tell|feel) (?:how|that|the|"
            r"what|so "
            rf"much|a lot of) {IN}(?:{FELT}|{_HARD}|{_BEAR}|{_STATE}|much|means? to you|"
            r"matters?)\b",
            r"\b(?:nobody|no one|no (?:child|person|one|parent|human)|you didn't|"
            r"you don't) (?:should "
            r"(?:ever )?have to|deserved? (?:to|that|this|any))",
            rf"\bi'?m {_VERY}sorry (?:that )?(?:this|that|it|they|he|she|you)(?:'s|'ve|'re|'d|"
            r" had| "
            r"have| are| were| went| felt| happened| did| made| treated)",
            r"\b(?:understand|know|see|recogni[sz]e|appreciate|imagine|"
            rf"tell) how {_VERY}{_HARD} (?:it|this|"
            r"that|things)\b",
            r"\bi (?:can |do |really |truly )*(?:understand|hear|see|sense|feel|appreciate|"
            r"acknowledge|"
            rf"recogni[sz]e|imagine) (?:all )?your (?:\w+ )?{FELT}\b|\bi (?:can |do |really |"
            r"totally |"
            r"completely )*(?:understand|know|see|sense) (?:exactly )?how you(?:'re| are|"
            r" must)? feel(?:ing)?\b",
            rf"\b(?:seems?|sounds?|must|imagine|is clearly|certainly in)\b{IN}\ba(?:n)? "
            rf"{_VERY}{_HARD} "
            r"(?:situation|time|position|place|decision|thing|experience)\b",
            rf"\b{_HARD} (?:this|that|it|things) must\b|\b(?:what|everything|all) you(?:'re| are|"
            r"'ve been| "
            rf"have been) {_BEAR}",
            rf"\bone of the {_VERY}(?:most |hardest |toughest )?(?:{_HARD} )?(?:things?|"
            r"experiences?|"
            r"feelings?) (?:\w+ ){0,4}(?:can|could|to|face|go)\b",
            rf"\byou(?:'ve| have) (?:been )?(?:{_BEAR}|carried|endured|been through|survived|"
            r"shouldered"
            r"|held) (?:so|such|a lot|all|this|that|more|too)\b",
            rf"\bcan (?:be|feel) {_VERY}{_HARD}\b|\b{_HARD} for (?:you|anyone|anybody)\b",
        ],
        [
            r"\bsorry for your loss\b", r"\bno wonder\b(?=[.,]| you(?:'re| are| feel))",
            rf"\b(?:so|very|really|incredibly|deeply) {_HARD}\b",
            r"\b(?:so much|a lot) (?:for|on) (?:anyone|one person|your)\b",
            rf"\byou(?:'ve| have) been {_BEAR}", r"\b(?:i'm|i am) (?:really|very|so) "
            r"(?:worried|concerned) (?:about|for) you\b",
            r"\bi hear (?:that|you|what)\b(?=[.,;]| (?:and|in|that))",
        ],
    ),
    "speaks of you and yourself": (
        [
            r"\b(?:be|being|been|are) (?:\w+ )?(?:gentle|kind|kinder|patient|compassionate|easy|"
            r"easier|"
            r"harsh|gentler) (?:with|to|on|towards?) yourself\b",
            r"\b(?:give|giving|show|showing|grant|allow|offer|treat|extend|"
            r"allowing) (?:to )?yourself "
            rf"(?:to\b|with|{IN}{_CARE}\b)",
            r"\blet yourself (?:feel|grieve|cry|rest|be|mourn|heal|off the hook)",
            r"\bhard on yourself\b|\bbeat(?:ing)? yourself\b|\bself-(?:care|compassion|worth|love|"
            r"blame|"
            r"forgiveness|doubt|esteem)\b|\bmeet yourself\b|\blearn(?:ing)? to (?:trust|love|"
            r"forgive) "
            r"yourself\b|\bforgiving yourself\b|\bgive (?:it|that|this) to (?:yourself|"
            r"ourselves)\b",
            r"\b(?:what would you|you(?:'d| would)) (?:say|tell|show|give|offer|treat)\b"
            rf"{IN}\bfriend\b",
            r"\byou(?:'re| are) not (?:a|an|your) \w+,(?: \w+,)? (?:you(?:'re| are)|just) (?:a |"
            r"an |only "
            r"|just )?(?:human|person|someone|somebody|doing|hurting|\w+ human)\b",
            r"\b(?:doesn't|does not|don't|do not|didn't|isn't what|not what) (?:define[sd]?|"
            r"make you (?:any )?(?:less|weak|weaker|"
            r"bad|a bad|a terrible|a failure|broken|selfish|unlovable|a burden)|"
            r"change your worth)\b",
            r"\byour (?:own )?(?:worth|value)\b(?= (?:is|isn't|does|as|doesn't))|"
            r"\byou are enough\b|"
            r"\byou matter\b(?! to (?!me))|\byou are (?:so )?(?:loved|worthy|valued)\b",
            r"\byou deserve (?:\w+ )?(?:to (?:be|feel|heal|rest|grieve|have)|kindness|compassion|"
            r"support|happiness|peace|love|respect|care|rest|gentleness)\b",
        ],
        [
            r"\b(?:forgive|blame|blaming|listened to|honest with|proud of|trust) yourself\b",
            r"\bproud of\b|\byour (?:inner|own) (?:child|needs|pace|truth|time|strength)\b",
        ],
    ),
    "absolves you": (
        [r"\bwith (?:what|the \w+|everything) you (?:knew|had|were given|could)\b"],
        [
            r"\b(?:best|all|what) (?:that )?you (?:could|can)\b(?=[.,!]|$| (?:with|at|under|in)\b)",
            r"\byou (?:couldn't|could not) have (?:known|done|changed|stopped|saved)\b|"
            r"\bno way of knowing\b|\bimpossible (?:situation|position|choice)\b",
            r"\b(?:only|just) human\b|\ba human being\b",
        ],
    ),
    "sets no pace": (
        [],
        [
            r"\bno (?:timetable|timeline|deadline|rush|pressure)\b|"
            r"\b(?:it|that|this|grief) takes time\b|\b(?:own|your) pace\b|"
            r"\bas (?:slow|slowly|long|much time) as you (?:like|need|want)\b|"
            r"\bwhen(?:ever)? you(?:'re| are| feel) ready\b|\bin (?:their|your|its) own (?:way|"
            r"time)\b|"
            r"\btake (?:all the time|your time)\b",
            r"\bone (?:small |little )?(?:step|day|moment|thing) at a time\b|\bsmall steps?\b",
        ],
    ),
    "assures you": (
        [],
        [
            r"\bplease (?:know|remember|understand) that\b|\bi want you to know\b|"
            r"(?:^|[.!?] )(?:and )?(?:please )?remember,",
            r"\ball the answers\b|\byou(?:'re| are) safe\b(?=[.,!]| now| here| with me)|"
            r"\bsafe place\b|"
            r"\blet it (?:all )?out\b|\blet(?:ting)? go of (?:that|this|what|the|any)\b|"
            r"\bno judge?ment\b|"
            rf"\bthat'?s {_VERY}(?:fine|okay|ok|all right)(?=[.,!])",
        ],
    ),
})  # fmt: skip
