"""A form's names and values to a submission: who, how to reach them, what they want, from where."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from onevice_assets.campaigns.attribution.people.addresses import read_email, read_phone
from onevice_assets.campaigns.attribution.reading.decode import UnreadableError
from onevice_assets.campaigns.attribution.reading.flatten import flatten
from onevice_assets.campaigns.attribution.reading.money import clean, read_moment
from onevice_assets.campaigns.attribution.tracing.landing import Landing, read_landing
from onevice_assets.campaigns.attribution.tracing.networks import CLICK_IDS

_CALLED: Final[Mapping[str, tuple[str, ...]]] = {
    "email": ("email", "emailaddress", "mail", "youremail", "workemail", "contactemail",
              "customeremail", "useremail", "correo", "correoelectronico", "courriel"),
    "phone": ("phone", "phonenumber", "mobile", "mobilephone", "telephone", "tel", "yourphone",
              "contactphone", "cell", "telefon", "telefono", "handy"),
    "name": ("name", "fullname", "yourname", "contactname", "nombre", "nom"),
    "first": ("firstname", "fname", "givenname", "first", "vorname", "prenom"),
    "last": ("lastname", "lname", "familyname", "surname", "last", "nachname", "apellido"),
    "service": ("service", "services", "serviceinterest", "servicetype", "interest", "interestedin",
                "interests", "treatment", "package", "class", "product", "servicio", "leistung",
                "whatserviceareyouinterestedin", "whatareyouinterestedin"),
    "message": ("message", "comments", "comment", "details", "question", "notes", "yourmessage",
                "enquiry", "inquiry", "nachricht", "mensaje"),
    "type": ("formtype", "formname", "formtitle", "form", "formid", "guid", "title"),
    "page": ("pageurl", "pageuri", "url", "sourceurl", "landingpage", "landingurl", "landingsite",
             "href", "page"),
    "referrer": ("referrer", "referer", "referrerurl", "httpreferer", "referringsite"),
    "at": ("submittedat", "submissiondate", "timestamp", "createdat", "receivedat"),
    "event": ("submissionid", "entryid", "conversionid", "responseid", "eventid", "token"),
}  # fmt: skip
"""What we look for → what forms call it, as `shorten` writes names."""
_UTM: Final = ("source", "medium", "campaign", "content", "term", "id")
_MESSAGE: Final = 20


def read_form(value: Any, at: datetime) -> dict[str, Any]:
    """What is used of a form's submission.

    Args:
        value: as `decode` has it.
        at: when it came.

    Raises:
        UnreadableError: it is no form, or tells neither an e-mail address nor a telephone number.
    """
    given = flatten(value)
    told = {what: _find(given, names) for what, names in _CALLED.items()}
    typed = told["email"] or _find_address(given)
    email, phone = read_email(typed), read_phone(told["phone"])
    if not (typed or told["phone"]):
        raise UnreadableError("no_contact")
    notes = [] if email or not typed else ["the e-mail address is none"]
    submitted = read_moment(_whole(told["at"]), at)
    if submitted is None and told["at"]:
        notes.append("when it was sent has no zone, or cannot be: taken from the delivery")
    landing = _read_landing(given, told["page"], told["referrer"])
    return {
        "email": email,
        "has_bad_email": bool(typed) and email is None,
        "phone": phone,
        "typed_phone": clean(told["phone"], 40),
        "name": clean(told["name"] or " ".join(filter(None, (told["first"], told["last"])))),
        "service": clean(told["service"]),
        "has_message": len(told["message"]) >= _MESSAGE,
        "form_type": clean(told["type"], 100),
        "page": landing.page if landing else None,
        "event": clean(told["event"], 100),
        "submitted_at": (submitted or at).isoformat(),
        "landings": [landing.as_dict()] if landing else [],
        "notes": notes,
    }


def _find(given: Mapping[str, str], names: tuple[str, ...]) -> str:
    return next((given[one] for one in names if given.get(one)), "")


def _find_address(given: Mapping[str, str]) -> str:
    """The one value that is an e-mail address, where no field is called so."""
    found = {text for text in given.values() if "@" in text and read_email(text)}
    return found.pop() if len(found) == 1 else ""


def _whole(text: str) -> str | int:
    return int(text) if re.fullmatch(r"\d{13}", text, re.ASCII) else text


def _read_landing(given: Mapping[str, str], page: str, referrer: str) -> Landing | None:
    named = {f"utm_{one}": given[f"utm{one}"] for one in _UTM if given.get(f"utm{one}")}
    named |= {
        one: given[one.replace("_", "")] for one in CLICK_IDS if given.get(one.replace("_", ""))
    }
    return read_landing(page or None, referrer or None, named)
