"""Every key name, once. The part in braces is the cluster hash tag: keys that one script touches carry the same one."""

from __future__ import annotations

from zlib import crc32

# ── partitions: the way of every message, one slot each ──────────────────────────────────────────────────────────────

PARTITIONS = 256


def partition_of(conversation: str) -> int:
    """The partition, 0 to 255, that a conversation belongs to for good."""
    return crc32(conversation.encode()) % PARTITIONS


def tag(partition: int) -> str:
    return f"{{p{partition:03d}}}"


def inbox(partition: int) -> str:
    """Stream of messages that no turn has finished yet: fields c (conversation), m (message JSON)."""
    return f"{tag(partition)}:inbox"


def lease(partition: int) -> str:
    """String: name of the engine that consumes the partition; expires unless renewed."""
    return f"{tag(partition)}:lease"


def epoch(partition: int) -> str:
    """Counter: one more for every lease granted; a commit under an older one is refused."""
    return f"{tag(partition)}:epoch"


def events(partition: int) -> str:
    """Stream of what was committed: `turn` for everybody who shows conversations, `effect` for what reaches beyond them."""
    return f"{tag(partition)}:events"


def applied(partition: int) -> str:
    """String: id of the last entry of the events stream whose effects have been applied."""
    return f"{tag(partition)}:applied"


# ── conversations, in the slot of their partition ────────────────────────────────────────────────────────────────────


def _conversation(conversation: str) -> str:
    return f"{tag(partition_of(conversation))}:c:{conversation}"


def state(conversation: str) -> str:
    """Hash: doc (Conversation JSON), done (last inbox id), marks and from (where the reader's memory starts),
    trying (inbox id of the message in hand) and tries (how often it was taken)."""
    return _conversation(conversation)


def log(conversation: str) -> str:
    """Stream of log entries: field e (Entry JSON)."""
    return f"{_conversation(conversation)}:log"


def memory(conversation: str) -> str:
    """List of the reader's events, JSON, oldest first, only ever appended to."""
    return f"{_conversation(conversation)}:memory"


def seen(conversation: str, message: str) -> str:
    """String with an expiry: the inbox id that this message got when it first arrived."""
    return f"{_conversation(conversation)}:seen:{message}"


def visit(conversation: str) -> str:
    """String with an expiry: the time (ms) at which the customer's page was last known to be open."""
    return f"{_conversation(conversation)}:visit"


def seen_up_to(conversation: str) -> str:
    """Hash: customer and rep → the log id up to which that side has looked at the conversation."""
    return f"{_conversation(conversation)}:seen_up_to"


def mailed(conversation: str) -> str:
    """Hash: mark (log id up to which the customer has it by e-mail) and ids (Message-IDs of the thread, oldest first)."""
    return f"{_conversation(conversation)}:mailed"


SIGNS = "signs"
"""Channel: who writes at this moment, and who has seen what."""

# ── mail ─────────────────────────────────────────────────────────────────────────────────────────────────────────────

MAIL_DUE = "{mail}:due"
"""Sorted set: conversations with an answer that may have to go by e-mail, and transcripts, by the time (ms) to look at them."""
MAIL_TRANSCRIPTS = "{mail}:transcripts"
"""Hash: name in MAIL_DUE → the transcript that was asked for, JSON."""


def mail_lock(name: str) -> str:
    """String with an expiry: the process that works on this name of MAIL_DUE."""
    return f"{{mail}}:lock:{name}"


def mail_pace(conversation: str) -> str:
    """Counter with an expiry: transcripts that a conversation has asked for."""
    return f"{{mail}}:pace:{conversation}"


# ── sales: the queue and the reps, one slot ──────────────────────────────────────────────────────────────────────────

SALES_WAITING = "{sales}:waiting"
"""Sorted set: conversations that wait, by the time (ms) since when."""
SALES_RESERVED = "{sales}:reserved"
"""Sorted set: reserved conversations by the time (ms) at which the reservation lapses."""
SALES_SNOOZED = "{sales}:snoozed"
"""Sorted set: conversations that their rep put aside, by the time (ms) at which they come back."""
SALES_EVENTS = "{sales}:events"
"""Stream of changes of the queue, for the desks."""
SALES_REPS = "{sales}:reps"
"""Hash: rep id → Rep JSON."""
SALES_PRESENT = "{sales}:present"
"""Sorted set: reps at their desk, by the time (ms) until which that holds."""


SALES_HANDOFF = "{sales}:h:"
"""Prefix of one hash for each hand-off: state, epoch, rep, since, snoozed (ms, while put aside), doc (Waiting JSON), deadline
and why (of the reservation); for the router needs (JSON), steps, open (steps so far), weight, seats, ticket, key, asked, ripe,
customer, and not:REP (ms, until when that rep is not offered it again)."""


def sales_handoff(conversation: str) -> str:
    return SALES_HANDOFF + conversation


SALES_REP = "{sales}:rep:"
"""Prefix of one set for each rep: the conversations that the rep holds, reserved or active."""


def sales_rep(rep: str) -> str:
    return SALES_REP + rep


SALES = "{sales}:"
"""What every key of this slot begins with: the scripts of the queue get it alone and make the names from it. Beside those
above and below they keep marks (hash: partition → id of the last event applied here), r:REP (hash: lines, capacity, load,
status, shift, paused, here, at, score), seats:REP (hash: conversation → seats), w:LINE, w2:LINE and f:LINE (sorted sets: who
waits there by key, who is free there), here (hash: line → reps there), new and freed (sorted sets: what the router looks at
next), timers (sorted set by ms), clock (ms, of the last tick), ticket (counter), last:CUSTOMER (string with an expiry: the rep
last spoken to)."""
SALES_TALLY = "{sales}:tally"
"""Hash: how often what happened to the queue, since ever."""
SALES_CALLBACKS = "{sales}:callbacks"
"""Hash: doc:ID (Callback JSON) and state:ID."""
SALES_CALLBACKS_DUE = "{sales}:callbacks:due"
"""Sorted set: callbacks not yet made, by the time (ms) at which their window ends."""
SALES_CALLBACKS_BEGIN = "{sales}:callbacks:begin"
"""Sorted set: callbacks for which no rep is looked for yet, by the time (ms) at which their window begins."""
SALES_TELL = "{sales}:tell"
"""Sorted set: conversations that wait, by the time (ms) at which to look whether to tell their customer of the place."""
SALES_BARRED = "{sales}:barred"
"""Hash: an identity of `bot.conversation.model.identities` → why nothing is taken of it anywhere, JSON."""
SALES_BLOCKED = "{sales}:blocked"
"""Hash: conversation → why nothing is taken of its customer, JSON."""


SALES_FEEDBACK = "{sales}:feedback"
"""Hash: conversation:epoch → what its customer said of the chat, JSON."""
SALES_FEEDBACK_AT = "{sales}:feedback:at"
"""Sorted set: the fields of that hash, by the time (ms) of the rating."""
SALES_FILTERS = "{sales}:filters"
"""Hash: rep id → the filters that the rep keeps, JSON."""


def sales_mentions(rep: str) -> str:
    """List: notes that name this rep, JSON, the newest first."""
    return f"{{sales}}:mentions:{rep}"


SALES_BROADCASTS = "{sales}:broadcasts"
"""List: words to everybody at a desk, JSON, the newest first."""
SALES_FIGURES = "{sales}:figures:"
"""Prefix of a hash for each hour (hours since 1970): name of a figure → its sum, as `bot.sales.figures` says. Beside them
marks (hash: partition → id of the last event counted) and once:NAME (string with an expiry: what was counted by name)."""
SALES_PICKUPS = "{sales}:pickups:"
"""Prefix of a list for each language: when (ms) somebody was last picked up, newest first."""
SALES_QUEUE = "{sales}:q:"
"""Prefix of a sorted set for each language: everybody who waits, in the order in which they are served."""
SALES_SILENT = "{sales}:silent"
"""Sorted set: conversations by the time (ms) at which their rep has been silent too long."""
SALES_DESERTED = "{sales}:deserted"
"""Sorted set: conversations by the time (ms) at which their rep's desk has been closed too long."""


def sales_last(customer: str) -> str:
    return f"{{sales}}:last:{customer}"


def sales_why(conversation: str) -> str:
    """List with an expiry: the assignments of a conversation, JSON, oldest first."""
    return f"{{sales}}:why:{conversation}"


def sales_figures(hour: int) -> str:
    """The figures of that hour since 1970."""
    return f"{SALES_FIGURES}{hour}"


def sales_floor(rep: str) -> str:
    return f"{{sales}}:r:{rep}"


# ── requests, one slot each, and what waits to be done for them ──────────────────────────────────────────────────────


def request(number: str) -> str:
    """Hash: state, version, seq (changes so far), doc (Request JSON), accepted (Acceptance JSON), v1, v2, … (fields)."""
    return f"{{rfq:{number}}}:doc"


def request_changes(number: str) -> str:
    """Stream: field c (Change JSON); the id is its seq."""
    return f"{{rfq:{number}}}:changes"


def request_quotes(number: str) -> str:
    """Hash: supplier → Quote JSON, its latest revision."""
    return f"{{rfq:{number}}}:quotes"


def request_invited(number: str) -> str:
    """Hash: supplier → Invitation JSON."""
    return f"{{rfq:{number}}}:invited"


def request_done(number: str) -> str:
    """Hash: key of a deed → the seq of its change."""
    return f"{{rfq:{number}}}:done"


REQUESTS_DUE = "{rfqs}:due"
"""Sorted set: requests by the time (ms) at which they have to be looked at."""
REQUESTS_DEAD = "{rfqs}:dead"
"""Hash: request, supplier and letter → the letter to a supplier that was given up, JSON."""


# ── accounts, one slot each, and how they are found ──────────────────────────────────────────────────────────────────


def _owned(account: str) -> str:
    return f"{{acct:{account}}}"


def account(account: str) -> str:
    """String: Account JSON."""
    return f"{_owned(account)}:doc"


def orders(account: str) -> str:
    """Hash: order number → Order JSON."""
    return f"{_owned(account)}:orders"


def invoices(account: str) -> str:
    """Hash: invoice number → Invoice JSON."""
    return f"{_owned(account)}:invoices"


def account_of(email: str) -> str:
    """String: id of the account that has a person with this e-mail address."""
    return f"{{acct-of:{email}}}"


def account_with(number: str) -> str:
    """String: id of the account that an order or invoice number belongs to."""
    return f"{{acct-with:{number}}}"


ACCOUNTS = "{accounts}:ids"
"""Set: ids of all accounts."""


# ── numbers, and effects from outside a turn ─────────────────────────────────────────────────────────────────────────


def counter(series: str) -> str:
    return f"{{numbers:{series}}}:last"


def allocated(series: str, key: str) -> str:
    """String with an expiry: the number that this key got."""
    return f"{{numbers:{series}}}:for:{key}"


OUTSIDE = -1
"""Stands for the partition of effects that came from no conversation of ours."""


def published(key: str) -> str:
    """String with an expiry: the effects under this key, from outside a turn, have been applied."""
    return f"{{outside}}:published:{key}"


# ── people at the desk: signing in, sessions, the trail ──────────────────────────────────────────────────────────────


def session(token_hash: str) -> str:
    """String with an expiry: the rep who is signed in."""
    return f"{{session}}:{token_hash}"


def sessions_of(rep: str) -> str:
    """Set with an expiry: hashes of the tokens that this rep got."""
    return f"{{session}}:of:{rep}"


def sign_in_attempt(name: str) -> str:
    """String with an expiry: what belongs to a sign-in that is under way."""
    return f"{{session}}:attempt:{name}"


def sign_in_failures(name: str) -> str:
    """Counter with an expiry: failed sign-ins of one name."""
    return f"{{session}}:failures:{name}"


TRAIL = "{trail}:steps"
"""Stream: who read and did what; field s (Step JSON)."""


# ── past conversations, found by their words ─────────────────────────────────────────────────────────────────────────

FIND_PAST = "{find}:past"
"""Hash: conversation → what stands in a list of past ones, JSON."""


def find_word(word: str) -> str:
    """Sorted set: conversations in which the word was said, by the time (ms) of the last change; the newest so many."""
    return f"{{find}}:w:{word}"


# ── review: messages that were misunderstood, one slot ───────────────────────────────────────────────────────────────

REVIEW_OPEN = "{review}:open"
"""Sorted set: ids of cases that nobody has decided, by the time (ms) of the message."""
REVIEW_CASES = "{review}:cases"
"""Hash: id → Case JSON, of those."""
REVIEW_ACCEPTED = "{review}:accepted"
"""Hash: id → Case JSON, of those that were accepted."""
REVIEW_DONE = "{review}:done"
"""Sorted set: ids that were decided or fell off the list, by the time (ms) of the message; none of them comes back."""


# ── engines ──────────────────────────────────────────────────────────────────────────────────────────────────────────

ENGINES = "{engines}:alive"
"""Sorted set: names of engine processes by the time (ms) of their last heartbeat."""


# ── telegram: who delivers, to which chat, and how far along that is ─────────────────────────────────────────────────

TELEGRAMS = "{telegram}:alive"
"""Sorted set: names of Telegram processes by the time (ms) of their last heartbeat."""
TELEGRAM_BOT = "{telegram}:bot"
"""String: the bot's user name, for links into it."""


def telegram_lease(partition: int) -> str:
    """String: name of the process that delivers the partition's conversations; expires unless renewed."""
    return f"{tag(partition)}:telegram:lease"


def telegram_epoch(partition: int) -> str:
    """Counter: one more for every such lease."""
    return f"{tag(partition)}:telegram:epoch"


def telegram_chats(partition: int) -> str:
    """Hash: conversation → id of the chat that it is delivered to."""
    return f"{tag(partition)}:telegram:chats"


def telegram_sent(conversation: str) -> str:
    """Hash: mark (log id up to which all is sent), part (messages sent of the next entry), unreachable (1 while blocked)."""
    return f"{_conversation(conversation)}:telegram"


def telegram_chat(chat_hash: str) -> str:
    """String: the conversation that a chat goes on with, where it is not the chat's own."""
    return f"{{telegram}}:chat:{chat_hash}"


def telegram_once(what: str) -> str:
    """String with an expiry: something that was done and is not to be done again."""
    return f"{{telegram}}:once:{what}"


TELEGRAM_ALBUMS = "{telegram}:albums"
"""Sorted set: albums (chat id, colon, Telegram's name for it) by the time (ms) at which they are taken to be complete."""


def telegram_album(name: str) -> str:
    """Hash: the parts of an album that have come, by their message ids."""
    return f"{{telegram}}:album:{name}"


def telegram_album_taken(name: str) -> str:
    """Hash: the parts of which a message is being made."""
    return f"{{telegram}}:album:{name}:taken"


# ── prices and stock that changed since the feed ─────────────────────────────────────────────────────────────────────

LIVE_COUNT = "{catalog}:count"
"""Counter: changes so far."""
LIVE_CHANGES = "{catalog}:changes"
"""Hash: field:product id → the JSON of its new value, and at:… → when it was told."""
LIVE_ORDER = "{catalog}:order"
"""Sorted set: product ids by the number of their last change."""
