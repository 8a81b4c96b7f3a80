"""Whether Discord would take each request of a run, judged by ``tests.openapi``.

The description that it reads lies beside the checkout; where it is absent nothing is checked, and ``present``
says so.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import orjson

from tests import openapi
from tests.faults.ledger import Ledger, Request

_DIGITS = re.compile(rb"\d+")


@dataclass(frozen=True, slots=True)
class Sent:
    """A noted request as ``tests.openapi`` reads one."""

    method: str
    path: str
    params: dict[str, Any]
    json: Any


def present() -> bool:
    """Return whether there is a description to check against."""
    return openapi.SPEC.is_file()


def broken(ledger: Ledger) -> list[str]:
    """Return what Discord would refuse of all requests so far.

    Requests that differ in numbers only are judged once: a judgement takes milliseconds, and a long run has
    tens of thousands of them.
    """
    return openapi.violations(_distinct(ledger.requests))


def _distinct(requests: Iterable[Request]) -> Iterable[Sent]:
    shapes: dict[tuple[str, str, bytes], Sent] = {}
    for request in requests:
        # A route outside our own table is noted as a problem by the server itself.
        if request.template:
            words = _DIGITS.sub(b"0", orjson.dumps([request.query, request.body]))
            sent = Sent(request.method, request.path, dict(request.query), _documented(request.body))
            shapes.setdefault((request.method, request.template, words), sent)
    return shapes.values()


def _documented(body: Any) -> Any:
    """Return a body without what Discord documents and takes but does not describe: a command's ``nsfw``."""
    if isinstance(body, list):
        return [{key: value for key, value in command.items() if key != "nsfw"} for command in body]
    return body
