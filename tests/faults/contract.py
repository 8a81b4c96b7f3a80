"""Whether Discord would take each request, by Discord's own OpenAPI description.

The description lies beside the checkout, not in it; where it is absent nothing is checked, and ``present``
says so. Its authors leave two things open, which are read kindly here: integers may come as strings, and a
body may fit several alternatives of a ``oneOf``.
"""

import dataclasses
import json
from functools import cache
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from jsonschema import Draft202012Validator
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from tests.faults.ledger import Ledger, Request

DESCRIPTION: Final = Path(__file__).resolve().parents[3] / "shared" / "reference" / "discord-openapi.json"
_HERE: Final = "urn:discord"
MOST_PROBLEMS: Final = 3
"""Per request; one wrong key makes many complaints."""
DIGITS: Final = r"^-?[0-9]+$"
QUERY_AS_BODY: Final = frozenset({("PUT", "/guilds/{guild_id}/bans/{user_id}")})
"""Where discord.py writes into the address what is described as a body; Discord takes both."""


def present() -> bool:
    """Return whether there is a description to check against."""
    return DESCRIPTION.exists()


def broken(ledger: Ledger) -> list[str]:
    """Return what Discord would refuse of all requests so far, each shape of request once."""
    if not present():
        return []
    seen: dict[str, None] = {}
    for request in ledger.requests:
        for problem in violations(request):
            seen[f"{request.method} {request.template}: {problem}"] = None
    return list(seen)


def violations(request: Request) -> list[str]:
    """Return what is wrong with one request; a route outside our own table is noted by the server."""
    if not request.template:
        return []
    operation = _document()["paths"].get(request.template, {}).get(request.method.lower())
    if operation is None:
        return ["Discord describes no such route"]
    if (request.method, request.template) in DIGITS: Final = r"^-?[0-9]+$"
QUERY_AS_BODY:
        given = {name: _value(value) for name, value in request.query.items()}
        return _body(dataclasses.replace(request, body=given | (request.body or {})), operation)
    return _body(request, operation) + _query(request, operation)


def _body(request: Request, operation: dict[str, Any]) -> list[str]:
    described = operation.get("requestBody")
    if request.body is None:
        return ["the body is missing"] if described and described.get("required") else []
    if described is None:
        # Discord ignores a body where it wants none; discord.py sends an empty one in places.
        return []
    pointer = ("paths", request.template, request.method.lower(), "requestBody", "content",
               "application/json", "schema")  # fmt: skip
    errors = _validator(pointer).iter_errors(request.body)
    return [f"{error.json_path}: {error.message[:160]}" for error in errors][:MOST_PROBLEMS]


def _query(request: Request, operation: dict[str, Any]) -> list[str]:
    known = {one["name"]: one for one in operation.get("parameters", ()) if one.get("in") == "query"}
    unknown = [f"no query parameter {name}" for name in sorted(request.query.keys() - known.keys())]
    wrong = [
        f"?{name}={request.query[name]}: {error.message[:120]}"
        for name in sorted(request.query.keys() & known.keys())
        for error in _plain(_readable(known[name]["schema"])).iter_errors(_value(request.query[name]))
    ]
    return unknown + wrong


def _readable(schema: dict[str, Any]) -> str:
    # A flag may be written as 1 or 0 in an address.
    return json.dumps({"enum": [0, 1, "true", "false"]} if schema.get("type") == "boolean" else schema)


def _value(text: str) -> str | int:
    return int(text) if text.isdigit() else text


@cache
def _document() -> dict[str, Any]:
    document: dict[str, Any] = _kind(json.loads(DESCRIPTION.read_bytes()))
    return document


def _kind(node: Any) -> Any:
    """Return the description read kindly, as the module says."""
    if isinstance(node, list):
        return [_kind(one) for one in node]
    if not isinstance(node, dict):
        return node
    read = {("anyOf" if key == "oneOf" else key): _kind(value) for key, value in node.items()}
    kinds = read.get("type")
    listed = kinds if isinstance(kinds, list) else [kinds]
    if "integer" in listed and "string" not in listed:
        return read | {"type": [*listed, "string"], "pattern": DIGITS}
    if "string" in listed and "pattern" in read:
        # A query value made of digits was read as a number before it came here.
        return read | {"type": [*listed, "integer"]}
    return read


@cache
def _registry() -> Registry[Any]:
    registry: Registry[Any] = Registry().with_resource(_HERE, DRAFT202012.create_resource(_document()))
    return registry


@cache
def _validator(pointer: tuple[str, ...]) -> Draft202012Validator:
    escaped = "/".join(part.replace("~", "~0").replace("/", "~1") for part in pointer)
    return Draft202012Validator({"$ref": f"{_HERE}#/{quote(escaped)}"}, registry=_registry())


@cache
def _plain(schema: str) -> Draft202012Validator:
    absolute = schema.replace('"#/', f'"{_HERE}#/')
    return Draft202012Validator(json.loads(absolute), registry=_registry())
