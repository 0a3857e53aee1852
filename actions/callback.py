"""A callback: how to reach the customer, a window in which somebody does, and the promise of it."""

from __future__ import annotations

from datetime import date, datetime, time, tzinfo
from typing import Any

from babel.dates import format_date, format_time

from actions.only_english import asked_of_staff
from actions.talk import Talk
from bot.bootstrap import services
from bot.conversation import waiting
from bot.conversation.model import Promised
from bot.events import CallbackPromised, CallbackWithdrawn, HandoffEnded
from bot.places import place_of, zone
from bot.sales.outlook import USUAL_ZONE, Window, staffed, windows_when

Wish = dict[str, str]
"""When a call is wanted: "day" (YYYY-MM-DD) and "hour" (the customer's words), "" for what was not said."""

KIND = "callback"
SHOWN, MOST_SHOWN = 3, 6
LONGEST_ABOUT = 400  # characters


def remind(talk: Talk) -> None:
    """Of a callback that is booked already, where another one is wanted."""
    before = talk.turn.conversation.callback
    if before and (talk.held("pending") or {}).get("kind") != KIND:
        talk.say("utter_callback_held", **_named(talk, before))


def contact_of(talk: Talk) -> str:
    """A number or an address that can be used, the newest first; "" for none."""
    customer = talk.turn.conversation.customer
    phone = waiting.usable_phone(str(talk.held("phone") or ""))
    email = waiting.usable_email(str(talk.held("email") or ""))
    newest = email if "email" in talk.news() else phone or email
    return newest or (customer.email if customer else "")


def ask_contact(talk: Talk, reason: str, response: str = "utter_callback_contact", wish: Wish | None = None) -> None:
    """`wish`: when the call is wanted, kept until it is known how to reach the customer."""
    talk.say(response)
    talk.hold("pending", {"kind": KIND, "reason": reason, "wish": wish})


def wish(talk: Talk, before: Wish | None = None) -> Wish | None:
    """When a call is wanted, by this message and what was said `before`; None where nothing is said of it. The day is that of
    the call, and none by which goods are needed."""
    day = str((talk.held("date") or {}).get("value") or "") if "date" in talk.news() else ""
    hour = talk.text if waiting.says_time(talk.text) else ""
    if day:
        talk.hold("date", None)
    held = before or {"day": "", "hour": ""}
    return {"day": day or held["day"], "hour": hour or held["hour"]} if day or hour or before else None


async def book(talk: Talk, reason: str, contact: str, wished: Wish) -> bool:
    """Promises the window that was wished; False where no hour was said, or nobody is there then."""
    if not wished["hour"]:
        return False
    found = await next_windows(talk, day_in(wished)) if wished["day"] else await _windows(talk, talk.turn.now)
    at = [found[place] for place in waiting.at(wished["hour"], found)]
    if at:
        promise(talk, reason, contact, *at[0])
    return bool(at)


def day_in(wished: Wish | None) -> date | None:
    return date.fromisoformat(wished["day"]) if wished and wished["day"] else None


async def next_windows(talk: Talk, day: date | None = None) -> list[Window]:
    """Three windows in which somebody is there: the next two and the first of another day; or those of the day that is
    wished."""
    if day:
        begin = max(talk.turn.now, datetime.combine(day, time(0), zone_of(talk)))
        return [one for one in await _windows(talk, begin) if one.start.date() == day]
    found = await _windows(talk, talk.turn.now)
    later = [one for one in found if found and one.start.date() > found[0].start.date()]
    return [*found[:2], *later][:SHOWN] if len(found) > 1 and found[1].start.date() == found[0].start.date() else found[:SHOWN]


async def offer_windows(
    talk: Talk, reason: str, contact: str, response: str = "utter_callback_windows", day: date | None = None
) -> bool:
    """Offers windows in which somebody is there; False where there are none."""
    found = (await next_windows(talk, day))[:MOST_SHOWN]
    if not found:
        return False
    buttons = [(f'/inform{{"reference": "window {place}"}}', told(talk, *one)) for place, one in enumerate(found)]
    talk.say(response, contact=waiting.spelled(contact), buttons=buttons)
    held = [[one.start.isoformat(), one.end.isoformat()] for one in found]
    talk.hold("pending", {"kind": KIND, "reason": reason, "windows": held})
    return True


async def go_on(talk: Talk, pending: dict[str, Any]) -> bool:
    """Takes an answer to what was asked for a callback, but for how to reach the customer; says whether the message was one."""
    if pending.get("booked"):
        return await _at_time(talk, pending)
    windows, pressed = waiting.windows_in(pending), str(talk.entity("reference") or "")
    place = waiting.chosen(talk.text, windows, talk.turn.now) if not pressed else None
    if pressed.startswith("window ") and pressed[7:].isdigit() and int(pressed[7:]) < len(windows):
        place = int(pressed[7:])
    contact = contact_of(talk)
    if windows and contact and place is None and "date" in talk.news():
        return await _on_day(talk, pending["reason"], contact)
    if place is not None and contact:
        if "date" in talk.news():
            talk.hold("date", None)  # no day by which goods are needed
        promise(talk, pending["reason"], contact, *windows[place])
    elif {"phone", "email"} & set(talk.news()) and contact:
        return False  # the caller takes it from there
    elif {"phone", "email"} & {*talk.news(), *talk.refused()} or (not windows and any(map(str.isdigit, talk.text))):
        ask_contact(talk, pending["reason"], "utter_callback_contact_unusable")
    elif not (windows or contact) and (wished := wish(talk, pending.get("wish"))):
        ask_contact(talk, pending["reason"], "utter_callback_contact_then", wished)
    else:
        return bool(windows and contact) and await _at_time(talk, pending)
    return True


async def _at_time(talk: Talk, pending: dict[str, Any]) -> bool:
    """Another hour is wished than those that were offered or booked; says whether the message names one."""
    contact, booked = contact_of(talk), pending.get("booked")
    if not contact or not waiting.names_time(talk.text):
        return False
    if "date" in talk.news():
        return await _on_day(talk, pending["reason"], contact)
    before = datetime.fromisoformat(booked).astimezone(zone_of(talk)) if booked else None
    found = await next_windows(talk, before.date()) if before else await _windows(talk, talk.turn.now)
    at = [found[place] for place in waiting.at(talk.text, found)]
    if before and any(one.start == before for one in at):
        talk.say("utter_callback_stays", window=told(talk, *next(one for one in at if one.start == before)))
        talk.hold("pending", pending)
    elif at:
        promise(talk, pending["reason"], contact, *at[0])
    else:
        await offer_windows(talk, pending["reason"], contact, "utter_callback_not_then", before.date() if before else None)
    return True


async def _windows(talk: Talk, begin: datetime) -> list[Window]:
    there, where = staffed(await services().sales.staff(), await asked_of_staff(talk)), zone_of(talk)
    return windows_when(there, where, begin, 12)


async def _on_day(talk: Talk, reason: str, contact: str) -> bool:
    """Another day is wished than those that were offered: its windows, or the one with the hour that was named."""
    wished = str((talk.held("date") or {}).get("value") or "")
    talk.hold("date", None)  # no day by which goods are needed
    found = await next_windows(talk, date.fromisoformat(wished)) if wished else []
    at = [found[place] for place in waiting.at(talk.text, found)] if waiting.names_time(talk.text) else []
    if at:
        promise(talk, reason, contact, *at[0])
    elif found:
        await offer_windows(talk, reason, contact, day=date.fromisoformat(wished))
    else:
        await offer_windows(talk, reason, contact, "utter_callback_not_then")
    return True


def promise(talk: Talk, reason: str, contact: str, start: datetime, end: datetime) -> None:
    """Promises it; the place in line, or the message that waits, gives way to it."""
    conversation = talk.turn.conversation
    if conversation.callback:
        talk.turn.effect(CallbackWithdrawn(conversation.id, conversation.callback.callback))
    waited = conversation.handoff == "queued"
    if conversation.handoff in ("queued", "message_taken"):
        talk.turn.effect(HandoffEnded(conversation.id, conversation.epoch, None, "cancelled"))
    about = "\n".join([reason, *talk.fact_lines(talk.facts())])[:LONGEST_ABOUT]
    promised = Promised(f"{conversation.id}:{talk.turn.message.id}", contact, start, end)
    talk.turn.effect(CallbackPromised(conversation.id, promised.callback, contact, start, end, about))
    talk.say("utter_callback_promised_line" if waited else "utter_callback_promised", **_named(talk, promised))
    if not talk.in_form():
        talk.hold("pending", {"kind": KIND, "reason": reason, "booked": start.isoformat()})


def withdraw(talk: Talk) -> None:
    held = talk.turn.conversation.callback
    if held:
        talk.turn.effect(CallbackWithdrawn(talk.turn.conversation.id, held.callback))
        talk.say("utter_callback_withdrawn")


def zone_of(talk: Talk) -> tzinfo:
    """The clock where the customer is: by their ZIP, else that of their device, else the merchant's."""
    place = place_of(str(talk.held("zip") or "")) if talk.held("zip") else None
    if place is None and talk.turn.now.utcoffset() and talk.turn.now.tzinfo:
        return talk.turn.now.tzinfo
    return zone(place.timezone if place and place.timezone else USUAL_ZONE)


def told(talk: Talk, start: datetime, end: datetime) -> str:
    """A window as the customer reads it: today, 2 to 4 PM."""
    start, end = (one.astimezone(zone_of(talk)) for one in (start, end))
    today = talk.turn.now.astimezone(start.tzinfo).date()
    day = talk.piece("utter_piece_today") if start.date() == today else day_of(start)
    half = "h a" if (start.hour < 12) != (end.hour < 12) else "h"
    first, last = (format_time(one.timetz(), shape, locale="en_US") for one, shape in ((start, half), (end, "h a")))
    return talk.piece("utter_piece_window", day=day, start=first, end=last, zone=named_zone(start)).strip()


def day_of(moment: datetime) -> str:
    return str(format_date(moment, "EEEE, MMMM d", locale="en_US"))


def named_zone(moment: datetime) -> str:
    """How people write it (EST); "" where only an offset is known."""
    name = moment.tzname() or ""
    return name if name.isalpha() and name != "UTC" else ""


def _named(talk: Talk, promised: Promised) -> dict[str, str]:
    return {"window": told(talk, promised.start, promised.end), "contact": waiting.spelled(promised.contact)}
