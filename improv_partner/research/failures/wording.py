"""Families of words about feelings, as regular expressions, for the speech acts of comfort."""

from __future__ import annotations

IN = r"[^.!?;]{0,40}?"  # anything, in the same sentence
FELT = (
    r"(?:feelings?|emotions?|anger|rage|grief|griev\w+|sadness|sorrow|fears?|guilt|shame|pain|hurt|"
    r"anxiety|worr(?:y|ies)|panic|loneliness|frustration|disappointment|resentment|jealousy|"
    r"numbness|despair|heartbreak|longing|regrets?|exhaustion|crying|tears|reactions?|loss)"
)
FEELS = (
    r"(?:feel\w*|felt|griev\w+|mourn\w*|cry\w*|worr\w+|hurt\w*|struggl\w+|miss\w*|doubt\w*|"
    r"fear\w*|panic\w*|heal\w*|rest|cop(?:e|ing)|ask for help|need\w*|long for|be (?:\w+ )?(?:sad|"
    r"angry|upset|afraid|scared|anxious|frightened|nervous|overwhelmed|ashamed|hurt|torn|"
    r"vulnerable|"
    r"confused|conflicted|lonely|tired|exhausted|numb|jealous|weak))"
)
VIRTUE = r"(?:courage|strength|bravery|vulnerability|honesty|openness|resilience|self-awareness)"
