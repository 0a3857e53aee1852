"""Wishes that a text speaks of whatever the classifier says: made goods, a discount, the bot's insides, a program's command."""

from __future__ import annotations

import re

_MADE = re.compile(
    r"\b(?:custom(?:i[sz]ed|[- ]?(?:made|printed|branded))?(?! (?:service|support|order number))|personali[sz]ed|"
    r"branded|bespoke|"
    r"made[- ]to[- ]order|made to measure|imprinted|engraved|embroidered|monogrammed|white[- ]label(?:ed)?|"
    r"private[- ]label(?:ed)?|"
    r"(?:with|w/) (?:my|our|a|the|his|her|their) (?:\w+ ){0,2}(?:logo|name|crest|artwork|design|slogan|mascot))\b",
    re.I,
)
_GUARANTEE = re.compile(r"\b(?:guarantee[ds]?|promise (?:me|it|that|us)|swear|give me your word)\b", re.I)
_SELLS = re.compile(
    r"\b(?:how|where) (?:do|can|would|could) (?:i|we) (?:become|sell|join|start|register|sign up|list|apply|"
    r"get (?:listed|on))\b|"
    r"\b(?:i|we)(?:'d| would)? (?:want|like|love) to (?:sell|list|offer|become)\b",
    re.I,
)
_COMMAND = re.compile(
    r"^\s*(?:/?\w+\s*\{.*\}|[A-Za-z]+(?:_[A-Za-z]+)+|\{.*\}|<\w+.*>.*|.*;\s*--.*|.*\b(?:drop table|union select)\b.*)\s*$",
    re.S | re.I,
)
_PRIES = re.compile(
    r"\b(?:system prompt|your (?:prompt|instructions|source code|hidden rules|guidelines|config\w*|training data)|"
    r"(?:ignore|disregard|override|forget (?=all|your|any|every|previous)) ?"
    r"(?:all |any |every |the |your |my )*(?:previous |prior |above |earlier )?"
    r"(?:instructions?|rules?|prompts?|polic(?:y|ies))|"
    r"developer mode|debug mode|admin mode|jailbreak|pretend (?:to be|you(?:'re| are))|act as (?:an? )?(?:admin\w*|root|"
    r"developer)|"
    r"(?:other|another|your) (?:customers?|clients?|people|users?)'?s? "
    r"(?:orders?|data|emails?|address(?:es)?|names?|list|prices?|requests?|details|info\w*|pa(?:y|id))|"
    r"(?:list|dump|show) (?:me )?(?:all )?(?:your )?(?:intents|slots|database|customers|passwords?|api keys?))\b|"
    r"\bset (?:all |the |my )*prices? to\b",
    re.I,
)
_DISCOUNT = re.compile(
    r"\b\d+ ?(?:%|percent|pct) (?:off|discount|less|cheaper)\b|\b\d+ ?% ?(?:off|discount)|\bdiscount (?:of )?\d|"
    r"\b(?:do|go|come) (?:any )?(?:better|lower|down) on (?:the |that )?price\b|"
    r"\b(?:can|could|will|would) (?:you|u) (?:give|do|make|get|offer)\b.{0,25}\b(?:discount|deal)\b|"
    r"\bknock (?:\S+ ){1,3}off\b|\b(?:match|beat) (?:that|the|this|their|his|her|any) (?:price|offer|quote)\b|"
    r"\b(?:can|could|will|would) (?:you|u|ya) (?:match|beat)\b|"
    r"\b(?:want|get|have|give me|sell me|take|need) (?:it|them|that|those|these|one) (?:for|at) "
    r"(?:\$ ?\d+(?:\.\d\d)?|\d+\.\d\d)(?![\w.])(?! of\b)",
    re.I,
)


_GROUP = (
    r"non-?profits?|charit(?:y|ies)|church(?:es)?|ministr(?:y|ies)|military|veterans?|first responders?|students?|teachers?|"
    r"schools?|seniors?|501c3s?|employees?|government|startups?"
)
_REDUCED = r"(?:discounts?|rates?|pricing|prices?|deals?|specials?)"
_DISCOUNT_FOR = re.compile(
    rf"(?<!back to )\b(?P<who>{_GROUP})(?: (?:get|have|receive|qualify for))?(?: \w+)? {_REDUCED}\b|"
    rf"\b{_REDUCED} (?:for|to) (?:a |an |our |the |my )?(?P<who2>{_GROUP})\b",
    re.I,
)


def discount_for(text: str) -> str:
    """The people for whom a discount is asked: "nonprofit discount"; "" for everybody."""
    found = _DISCOUNT_FOR.search(text)
    return (found["who"] or found["who2"]).lower() if found else ""


_TAX_EXEMPT = re.compile(r"\b501\s?\(?c\)?\s?\(?3\)?|\btax[- ]?exempt\w*", re.I)


def speaks_of_exemption(text: str) -> bool:
    """Whether somebody says that they owe no sales tax: "are you 501c3 friendly"."""
    return bool(_TAX_EXEMPT.search(text))


_WAY_TO_PAY = re.compile(
    r"\b(?:pay(?:ing)? (?:with|by|using|via|through)|(?:take|accept)) (?:an? |our )?(?P<way>[a-z]+(?: [a-z]+)?)\s*[?.!]*$",
    re.I,
)
_NO_OTHER_WAY = re.compile(r"\b(?:amex|american express|visa|master ?card|discover|phone|month|week|that|it|this)\b", re.I)
"""Brands of what is taken, and words that name no way."""


def way_to_pay(text: str) -> str:
    """What the customer would pay with: "can i pay with crypto"; "" where none is named."""
    found = _WAY_TO_PAY.search(text)
    return found["way"] if found and not _NO_OTHER_WAY.search(found["way"]) else ""


_PRICE_MATCH = re.compile(
    r"\bprice[- ]?match(?:ing|es)?\b|\bmatch (?:(?:other|another|a|an|any|the|their|your|lower|online|competitor'?s?|"
    r"competitors'?|amazon'?s?|other (?:stores?|shops?|sellers?)'?s?) )*(?:prices?|offers?|deals?)\b|"
    r"\b(?:lowest|best) price (?:guarantee|promise)\b|(?<!to )\bmatch (?:it|that|this|them)\W*$|"
    r"^\W*(?:but )?(?:(?:my|your|our|a|the|ur) )?(?:competitors?|competition|other (?:store|shop|place|guys?)) "
    r"(?:sells?|is selling|has|have|charges?|offers?|does)\b.{0,50}\$? ?\d+(?:\.\d\d)?\b",
    re.I,
)
_PRIVACY = re.compile(
    r"\bprivacy\b|\bdata protection\b|\b(?:gdpr|ccpa)\b|"
    r"\b(?:do|what|how|who|where|will|is|are|can)\b.{0,40}\b(?:my|our|customers?'?|personal) (?:personal )?"
    r"(?:data|information)\b(?! sheet)|"
    r"\b(?:sell|share|store|keep|collect) (?:my|our|personal) (?:data|info(?:rmation)?|details)\b",
    re.I,
)


def policy_topic(text: str) -> str:
    """The policies' topic that the words speak of whatever their intent: "price_match", "privacy"; "" for none."""
    if _PRICE_MATCH.search(text):
        return "price_match"
    return "privacy" if _PRIVACY.search(text) and not pries(text) else ""


_PAPERS = re.compile(
    r"\b(?:what|which|any|needs?|needed|requires?|required|do (?:i|we)|(?:is|are) there)\b[^.!?]{0,40}\b"
    r"(?:paperwork|compliance|"
    r"(?:safety|compliance|import|customs|test|testing) (?:certificat\w+|documents?|documentation|papers|reports?)|"
    r"certificates? (?:do|are|is|needed|required|to import|for import\w*)|import (?:permits?|licen[cs]es?)|"
    r"(?:fda|fcc|cpsc|epa) (?:approv\w+|regist\w+|clear\w+|authori[sz]\w+|cert\w+))\b|"
    r"\bfood[- ](?:contact|safe|safety) (?:cert\w*|papers|paperwork|reports?|tests?)\b|^\W*compliance (?:papers|documents?)\b",
    re.I,
)
_OTHER_PAPERS = re.compile(
    r"\b(?:tax\w*|w-?9|credit|account|net ?\d+|returns?|warranty|lease|loan|sell|sellers?|vendors?|invoices?|gift|award)\b",
    re.I,
)


def asks_papers(text: str) -> bool:
    """Whether it is asked what papers goods need, to be imported or to be safe: "any paperwork for importing candles"."""
    return bool(_PAPERS.search(text)) and not _OTHER_PAPERS.search(text)


def wants_made(text: str) -> bool:
    """Whether the words speak of goods made for the customer: custom mugs, branded pens, printed with our name."""
    return bool(_MADE.search(text))


_NOTHING_ON = r"\b(?:no|without (?:the|any|our|a)?) ?(?:logo|stamping|printing|print|engraving|embroidery|custom\w*)\b"
_PLAIN = re.compile(
    r"\b(?:just|only|rather|instead|go(?:ing)? with|prefer|take|actually) (?:the |some |your |have |get )*"
    r"(?:plain|blank|unprinted|undecorated|off[- ]the[- ]shelf|ready[- ]?made|stock) |"
    r"\b(?:plain|blank|unprinted) (?:\w+ ){0,3}(?:off|from) the shelf\b|\boff the shelf instead\b|"
    rf"{_NOTHING_ON}.{{0,30}}\b(?:after all|plain|shelf|stock)\b|\b(?:plain|shelf)\b.{{0,30}}{_NOTHING_ON}",
    re.I,
)


def wants_plain(text: str) -> bool:
    """Whether goods from the shelf are wanted in place of what was to be made: "just plain ones off the shelf"."""
    return bool(_PLAIN.search(text))


_HAVE_MADE = re.compile(
    r"\b(?:have|get) (?:them|it|those|these|that|some|one) (?:custom[- ]?)?(?:made|built|produced|manufactured)\b|"
    r"\b(?:make|produce|build) (?:them|it|those|these|some) for (?:me|us)\b",
    re.I,
)


def wants_them_made(text: str) -> bool:
    """Whether what is talked about shall be made by a factory: "then have them made"."""
    return bool(_HAVE_MADE.search(text))


def is_command(text: str) -> bool:
    """Whether it is a command of some program: a payload, a name with underscores; nobody speaks like that."""
    return bool(_COMMAND.match(text))


def wants_guarantee(text: str) -> bool:
    """Whether the customer wants the bot's word for something."""
    return bool(_GUARANTEE.search(text))


def wants_to_sell(text: str) -> bool:
    """Whether somebody asks how to begin selling: a lead, although it is a question."""
    return bool(_SELLS.search(text))


def pries(text: str) -> bool:
    """Whether the customer asks for what is inside the bot, for other people's data, or gives it orders of that kind."""
    return bool(_PRIES.search(text))


def wants_discount(text: str) -> bool:
    """Whether the customer asks for a price of their own: "promise me 15 % off", "can you do better on the price"."""
    return bool(_DISCOUNT.search(text))


_PERSON = re.compile(
    r"\b(?:like|want|need|wish|can|could|may|let|please|have) (?:to |me |us |i |we |just )*"
    r"(?:speak|talk|chat) (?:to|with) (?:an? |the |your |my |our |some )?(?:\w+ )?"
    r"(?:someone|somebody|person|human|rep|representative|agent|manager|salesperson|specialist|buyer|team)\b|"
    r"^\W*(?:please )?(?:speak|talk|chat) (?:to|with) (?:someone|somebody)\b",
    re.I,
)
_NO_PERSON = re.compile(r"\b(?:don'?t|do not|not|no|never|without|rather than|instead of|wouldn'?t)\b[^.!?;]{0,20}$", re.I)


def wants_person(text: str) -> bool:
    """Whether somebody says in so many words that they would speak to a person, whatever it is about."""
    found = _PERSON.search(text)
    return bool(found) and not _NO_PERSON.search(text[: found.start()] if found else "")
