"""Shorthand of phones written out before a message is classified: "pls get it b4 fri" reads as "please get it before fri".

Only what is no word of its own: contractions without their apostrophe and "ok" stay as they are typed, for our examples have
them that way. Only the intent is read from this; entities keep the words and places that were typed.
"""

from __future__ import annotations

import re

_TYPED = {
    "you": "u",
    "your": "ur",
    "yours": "urs",
    "are": "r",
    "please": "pls plz plse plss",
    "thanks": "thx thnx tnx tks thanx",
    "thank you": "ty",
    "thank you so much": "tysm",
    "tomorrow": "tmrw tmr tmw tomo 2moro 2morrow",
    "today": "2day",
    "tonight": "2nite tonite",
    "night": "nite",
    "before": "b4",
    "great": "gr8",
    "later": "l8r",
    "through": "thru",
    "about": "abt approx",
    "see you": "cya",
    "give me": "gimme",
    "let me": "lemme",
    "don't know": "dunno",
    "because": "cuz coz bcoz bcz bc",
    "i don't know": "idk",
    "right now": "rn",
    "let me know": "lmk",
    "contact me": "hmu",
    "by the way": "btw",
    "for your information": "fyi",
    "in my opinion": "imo",
    "to be honest": "tbh",
    "no problem": "np",
    "never mind": "nvm",
    "talk to you later": "ttyl",
    "on my way": "omw",
    "be right back": "brb",
    "what do you mean": "wdym",
    "what the hell": "wth wtf",
    "message": "msg",
    "account": "acct",
    "address": "addr",
    "appointment": "appt",
    "quantity": "qty",
    "pieces": "pcs",
    "hours": "hrs",
    "week": "wk",
    "weeks": "wks",
    "months": "mos",
    "year": "yr",
    "years": "yrs",
    "people": "ppl",
    "something": "smth sth smthing",
    "government": "govt",
    "manager": "mgr",
    "department": "dept",
    "customer": "cust",
    "service": "svc",
    "requirements": "reqs",
    "different": "diff",
    "probably": "prob",
    "received": "recd rcvd",
    "extra": "xtra",
    "little": "lil",
    "someone": "sum1 some1",
    "anyone": "any1",
    "everyone": "every1",
    "have": "hv hav",
    "can": "cn",
    "how": "hw",
    "what": "wat wut wht",
    "what's": "wats",
    "when": "wen",
    "where": "whr",
    "could": "cld",
    "should": "shld",
    "would": "wld",
    "good": "gud",
    "kind of": "kinda",
    "sort of": "sorta",
    "out of": "outta",
    "lot of": "lotta",
    "what do you": "whatcha",
    "you all": "yall y'all",
    "okay": "kk",
    "with": "wid",
    "from": "frm",
    "friend": "frnd",
    "product": "prod",
    "birthday": "bday",
    "do it yourself": "diy",
    "delivery": "delivry",
}
MEANT = {typed: meant for meant, ways in _TYPED.items() for typed in ways.split()}
"""What each abbreviation, in lower case, stands for."""
INITIALS = 2  # letters
_WORD = re.compile(r"(?<![\w$#&'’/.-])[\w']+(?![\w&'’/-]|\.\w)")
_MARKS = (
    (re.compile(r"(?<!\w)w/o(?!\w)\s*", re.I), "without "),
    (re.compile(r"(?<!\w)w/(?:\s+|(?=\w))", re.I), "with "),
    (re.compile(r"(?<!\w)b/c(?!\w)", re.I), "because"),
    (re.compile(r"\${2,}"), "price"),
)


def written_out(text: str) -> str:
    """The text with its shorthand in whole words; parts of codes, names and addresses ("A&R", "type-u", "u.s") stay."""
    for mark, meant in _MARKS:
        text = mark.sub(meant, text)
    shouted = text.isupper()
    return _WORD.sub(lambda word: _meant(word.group(), shouted), text)


def _meant(word: str, shouted: bool) -> str:
    """A letter or two in capitals are somebody's initials ("RN", "the letter R"), but where the whole text is."""
    initials = word.isupper() and len(word) <= INITIALS and not shouted
    return word if initials else MEANT.get(word.lower(), word)
