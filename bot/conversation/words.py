"""Small words that carry a decision: yes, no, forget it, more, cheaper. Read from the text alone, in lower case."""

from __future__ import annotations

import re
import unicodedata

THUMBS_UP = frozenset("👍👌✅🆗🙏💯🤝")
THUMBS_DOWN = frozenset("👎❌🚫")

_YES_WORD = (
    r"(?:y|ye|yes|yep|yup|yeah|yea|ya|sure|ok|okay|k|correct|right|exactly|perfect|absolutely|"
    r"definitely|great|fine|go ahead|send it|do it|"
    r"go for it|please do|please|sounds good|looks? (?:good|right|great)|all good|thats? (?:right|"
    r"correct|it|fine)|confirm(?:ed)?|submit(?: it)?|"
    r"thanks?|thank you|it is|lets do (?:it|that)|do that|good|order (?:it|them|that|those)|"
    r"(?:place|submit) (?:it|the order|my order)|check ?out)"
)
_YES = re.compile(rf"^{_YES_WORD}(?: {_YES_WORD}){{0,4}}$")
_NO = re.compile(r"^\W*(?:n|no|nope|nah|nay|not yet|not now|don'?t|wrong|negative)(?=\W|$)", re.I)
_STOP = re.compile(
    r"\b(?:forget (?:it|this|that|the whole|about (?:it|this|that|the))|never ?mind|nvm|scrap (?:it|"
    r"that|this|the)|call (?:it|this) off|"
    r"drop (?:it|this|the request)|forget the (?:custom|request|factory|branded|printed)\b|cancel(?: (?:it|this|that|my|"
    r"the))?(?: request| rfq)?\W*$|"
    r"cancel (?:everything|all(?: of (?:it|that|them))?|the (?:whole|entire) \w+)\b|"
    r"stop (?:it|this|asking|the)|abort|quit|"
    r"changed my mind\W*(?:$|(?:and )?(?:forget|cancel|drop)))|^\W*(?:stop|cancel|exit)\W*$",
    re.I,
)
_RESTART = re.compile(
    r"^\W*(?:/?restart|re-?start|start (?:over|again|anew|fresh)|reset|begin again|clear (?:all|everything))(?: please)?\W*$|"
    r"\b(?:delete|erase|forget|wipe|remove) (?:everything|all|my (?:data|details|info\w*)|what)"
    r"(?: that)?(?: (?:you|i)(?: have| know| told| said| gave)?)\b",
    re.I,
)
_RECALL = re.compile(
    r"\b(?:how many|how much|what|which) (?:\w+ )?did i (?:say|tell|give|ask|want)\b|"
    r"\bwhere (?:were|are) we\b|\bdo you (?:still )?(?:have|remember|know|got) (?:my|our|the|"
    r"what|all|everything)\b|\bstill (?:have|got|know|remember) (?:my|our|the|what|all)\b|"
    r"\bwhat (?:do|did) (?:you|i) (?:have|know|got|tell|say|give)\b.{0,30}\b(?:so far|from me|"
    r"about me|about my|me|you|noted)\b|"
    r"\bwhat(?:'s| is| have we| do we have)? (?:in |on )?(?:my |the )?(?:request|list|cart|basket)"
    r"(?: look like)?(?: so far)?\W*$|"
    r"\bwhat (?:was|were) (?:i|we) (?:doing|up to|working on|talking about|at|looking (?:at|for)|ordering)\b|"
    r"\bwhere did (?:i|we) (?:leave off|stop|get to|left off)\b|\b(?:refresh|jog) my memory\b|"
    r"\bwhat (?:was|were) (?:i|we) (?:asking|after|buying|getting|having made|going to (?:order|buy|get))\b|"
    r"\bwhat (?:was|were|is|are|'s) (?:my|our) (?:deadline|date|quantity|budget|zip|size|colou?r|material|number of|"
    r"target price|request)\b(?: .{0,20})?\bagain\b|\byou (?:have|got|put|wrote) (?:it |me |us |that )?down\b|"
    r"\bwhat(?:'s| is|s)? (?:still |else (?:is )?)?(?:missing|left to (?:fill|answer|tell))\b|"
    r"\b(?:sum(?:marize| (?:it|that|this) up)|recap|summary)\b|\bremind me what\b",
    re.I,
)
_ON = re.compile(
    r"^\W*(?:(?:ok|yes|no|hm+|actually|wait|well|please|lets|let's|can we|i want to|id like to|i'd like to)[ ,]+)*"
    r"(?:(?:go|carry|keep|move) on|keep going|continue|resume|proceed|finish(?: it| that| up)?|pick (?:it|that|"
    r"this) (?:back )?up(?: again)?|"
    r"(?:go )?back to (?:it|that|the request|my request|our request)|where we left off)\b.{0,30}$",
    re.I,
)
_ANOTHER = re.compile(r"\b(?:another|a new|one more|a second|a different) (?:sourcing |factory )?(?:request|rfq)\b", re.I)
_QUESTION = re.compile(
    r"\?|\b(?:(?:want|like|need|love) to know|wonder(?:ing)?)\b|"
    r"^\W*(?:(?:and|but|so|ok|also|wait|hey|hi|btw|by the way|oh)[ ,]+)*(?:what|whats|which|"
    r"who|whom|whose|where|when|why|how|hows|can|could|do|does|did|"
    r"(?:is|are)(?! (?:for|in|to|at|on|only|good|ok|okay|fine|blue|red|black|white|green)\b)|"
    r"will|would|should|may|any|got any)\b|"
    r", ?(?:and |but )?(?:do|can|could|will|would|is|are|what|how|where|when) (?:you|u|i|it|there|they|we|that|much|"
    r"many|long)\b",
    re.I,
)
_CORRECTION = re.compile(
    r"\b(?:actually|instead|rather|make (?:it|that|them|the)|change|correction|i mean(?:t)?|not|sorry|wait|no|nope|back to)\b|"
    r"^\W*no\b",
    re.I,
)

_KEEP = re.compile(
    r"\b(?:never ?mind|nvm|forget (?:it|that|this)|scrap (?:it|that|this))\b.*"
    r"\b(?:keep|stick (?:with|to)|stay (?:with|at)|go back to|leave it (?:at|as|with))\b"
    r"(?! (?:looking|browsing|shopping|going|searching|me|us)\b)",
    re.I,
)


def keeps(text: str) -> bool:
    """ "Never mind, keep the 300": only a change is given up, and what it was to change stays."""
    return bool(_KEEP.search(text))


def is_yes(text: str) -> bool:
    """Whether the whole message is an agreement and nothing else ("ok, send it"); "ok show me more" is none."""
    plain = " ".join(re.findall(r"[a-z]+", text.lower().replace("'", "").replace("’", "")))
    return (bool(_YES.match(plain)) and not re.search(r"\d", text)) or _only(text, THUMBS_UP)


_OKAY = re.compile(r"^\W*(?:(?:o?k|okay|fine|sure|alright|all right|cool|thanks|ty|thank you)\W*)+$", re.I)


def is_okay(text: str) -> bool:
    """Whether the words agree to go on and tell nothing: "ok", "fine, thanks"; "yes" says that there is something."""
    return bool(_OKAY.match(text))


def is_no(text: str) -> bool:
    return bool(_NO.match(text)) or _only(text, THUMBS_DOWN)


def wants_stop(text: str) -> bool:
    """Whether the customer wants to give up what is going on."""
    return bool(_STOP.search(text)) and not keeps(text)


def wants_restart(text: str) -> bool:
    return bool(_RESTART.match(text))


def wants_another(text: str) -> bool:
    """Whether the customer wants a sourcing request beside the one there is."""
    return bool(_ANOTHER.search(text))


_AGAIN = re.compile(
    r"\b(?:the )?same\b(?! (?:day|time|week|as)\b)[^.?!]{0,30}\b(?:again|too|as well|once more|a second time)\b|"
    r"\b(?:again|once more|a second time),? but\b|"
    r"\b(?:another|a second|a new|a separate|one more|a repeat) (?:batch|lot|run|order|set|round)\b|"
    r"\banother \d[\d,]*\b[^.?!]*\bin\b",
    re.I,
)


def wants_again(text: str) -> bool:
    """Whether what was requested is wanted once more, beside it: "same thing again but in black"."""
    return bool(_AGAIN.search(text))


def wants_on(text: str) -> bool:
    """Whether the customer wants to go on with what was left off."""
    return bool(_ON.search(text))


def wants_cancelled(text: str) -> bool:
    return bool(re.search(r"\b(?:cancel|withdraw|call off)\b", text, re.I))


def wants_recall(text: str) -> bool:
    """Whether the customer asks what is held so far."""
    return bool(_RECALL.search(text))


def is_question(text: str) -> bool:
    return bool(_QUESTION.search(text))


_SEND = re.compile(
    r"^\W*(?:(?:ok(?:ay)?|yes|yeah|yep|yup|sure|please|pls|just|now|and|then|good|great|no|nope|nothing else|go ahead|"
    r"lets|let's|you can|u can|can you|can u)\W+)*(?:send|submit|file) (?:it|this|that|the request|them)\b"
    r"(?!.{0,20}\b(?:to me|by e?mail)\b)|"
    r"^\W*(?:that'?s|thats) (?:all|it|everything)(?: i know| we know| for now| i have)?\W*$|"
    r"^\W*(?:nothing else|skip (?:the rest|all|everything))\W*$",
    re.I,
)


def wants_sent(text: str) -> bool:
    """Whether a request shall go out with what is known: "just send it", "that's all"."""
    return bool(_SEND.search(text))


_WHICH = re.compile(
    r"\b(?:how (?:long|much|many|soon|fast|big|far)|what(?!ever)|whats|when(?!ever)|where|which(?!ever)|"
    r"are you sure|is (?:it|that|this)|(?:that|it|this) (?:doable|possible|realistic|ok|enough))\b",
    re.I,
)
_ASKED_TO = re.compile(r"\b(?:can|could|will|would) (?:you|u|we)\b|\bwhy not\b|\b(?:please|pls)\b", re.I)


def asks_something(text: str) -> bool:
    """Whether the words ask for something to be told, so that they agree to nothing: "and how long is the wait".

    "OK, can you place it?" asks for a deed.
    """
    asked = bool(_WHICH.search(text)) and is_question(text)
    return asked and not (_ASKED_TO.search(text) or is_yes(text) or is_no(text))


def is_correction(text: str) -> bool:
    return bool(_CORRECTION.search(text))


def has_words(text: str) -> bool:
    """Whether there is a letter or a digit in it: emoji, dots and blanks alone say nothing that can be looked up."""
    return any(unicodedata.category(letter)[0] in "LN" for letter in text)


def _only(text: str, signs: frozenset[str]) -> bool:
    kept = [letter for letter in text if not letter.isspace() and unicodedata.category(letter) not in ("Mn", "Sk", "Cf")]
    return bool(kept) and all(letter in signs for letter in kept)
