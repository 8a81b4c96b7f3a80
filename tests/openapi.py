"""Whether Discord would take a request, judged by its own description of its API.

simcord answers what the bot sends but is laxer than Discord about bodies. The description (OpenAPI 3.1) lies
beside the checkout on the developers' machines and is not part of the project; without it nothing is checked.
Stricter than the description: a field it does not name is a mistake, as Discord would silently ignore it.
Laxer: its authors say that integers may be sent as strings, and ids are taken as numbers too.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache, lru_cache
from typing import Any, Final, Protocol
from urllib.parse import urlsplit

import jsonschema

from tests.pins import ROOT

SPEC: Final = ROOT.parent / "shared" / "reference" / "discord-openapi.json"

KNOWN_DIFFERENCES: Final[tuple[tuple[str, str], ...]] = (
    (r"PUT /guilds/{guild_id}/bans/{user_id}: query delete_message_seconds", "taken in the query too"),
    (r"(PUT|POST) /applications/.*/commands: body(\[\])?\.nsfw", "in the documentation"),
    (
        r"(PUT|POST) /applications/.*/commands: body(\[\])?(\.options\[\])+\.channel_types\[\]",
        "media channels (16) are in the documentation",
    ),
    (r"PATCH .*/messages/.*: body\.tts", "ignored: an edit is never read aloud"),
    (r"POST /interactions/.*/callback: body\.data\.tts", "ignored: an edit is never read aloud"),
    (r".*: body(\.data)?\.embeds\[\]\.flags", "ignored: what Discord set on an embed it gave out"),
    (r"PUT /channels/{channel_id}/permissions/{overwrite_id}: body\.id", "ignored: the path says it"),
)
"""What discord.py 2.7.1 sends although it is not described, and why that is right: where → why."""


class Request(Protocol):
    """What simcord records of one request."""

    @property
    def method(self) -> str: ...
    @property
    def path(self) -> str: ...
    @property
    def params(self) -> dict[str, Any]: ...
    @property
    def json(self) -> Any | None: ...


@dataclass(frozen=True, slots=True, eq=False)
class Operation:
    """One method of one path; each is made once, so it is equal to itself only."""

    template: str
    shape: re.Pattern[str]
    parameters: dict[tuple[str, str], dict[str, Any]]
    """By place (``path`` or ``query``) and name."""
    required: frozenset[str]
    body: dict[str, Any] | None


def violations(requests: Iterable[Request]) -> list[str]:
    """Return one line for each thing that Discord would refuse or ignore; none without a description."""
    return [line for request in requests for line in _judge(request)] if SPEC.is_file() else []


def _judge(request: Request) -> Iterator[str]:
    path = request.path.split("?")[0].rstrip("/")
    where = f"{request.method} {path}"
    operation = _find(request.method, path)
    if operation is None:
        yield f"{where}: Discord has no such route"
        return
    found = [*_in_path(operation, path), *_in_query(operation, request.params)]
    found += _in_body(operation, request.json)
    for place, problem in found:
        described = f"{request.method} {operation.template}: {place}"
        if not any(re.fullmatch(known, described) for known, _ in KNOWN_DIFFERENCES):
            yield f"{where}: {place}: {problem}"


def _find(method: str, path: str) -> Operation | None:
    """Return the operation whose path has the most literal parts, as Discord's router prefers them."""
    known = _operations().get(method.upper(), ())
    fitting = [operation for operation in known if operation.shape.fullmatch(path)]
    return min(fitting, key=lambda operation: operation.template.count("{"), default=None)


def _in_path(operation: Operation, path: str) -> Iterator[tuple[str, str]]:
    match = operation.shape.fullmatch(path)
    for name, value in (match.groupdict() if match else {}).items():
        for _, problem in _mistakes(operation.parameters.get(("path", name), {}), value):
            yield f"path {name}", problem


def _in_query(operation: Operation, params: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, value in params.items():
        schema = operation.parameters.get(("query", name))
        if schema is None:
            yield f"query {name}", "Discord has no such parameter"
        else:
            for _, problem in _mistakes(schema, _from_query(schema, value)):
                yield f"query {name}", problem
    for name in sorted(operation.required - params.keys()):
        yield f"query {name}", "is required"


def _from_query(schema: dict[str, Any], value: Any) -> Any:
    """Read a truth value as it stands in an address; everything else is judged as it is."""
    if schema.get("type") == "boolean" and str(value).lower() in ("true", "false", "0", "1"):
        return str(value).lower() in ("true", "1")
    return value


def _in_body(operation: Operation, body: Any) -> Iterator[tuple[str, str]]:
    if operation.body is None:
        if body is not None:
            yield "body", "Discord takes none here"
        return
    # discord.py leaves out a body without fields; Discord reads that as an empty one.
    written = json.dumps({} if body is None else body, sort_keys=True)
    for place, problem in _mistakes_in_body(operation, written):
        yield f"body{place}", problem


@lru_cache(maxsize=256)
def _mistakes_in_body(operation: Operation, written: str) -> tuple[tuple[str, str], ...]:
    """Judge each body once: every bot that a test starts sends the same long list of commands."""
    return tuple(_mistakes(operation.body or {}, json.loads(written)))


def _mistakes(schema: dict[str, Any], value: Any) -> Iterator[tuple[str, str]]:
    """Yield where in a value something does not fit, and why."""
    validator = _Checker({**schema, "components": _components()}, format_checker=_FORMATS)
    for error in validator.iter_errors(value):
        for leaf in _leaves(error):
            yield from _lines(leaf)


def _leaves(error: jsonschema.ValidationError) -> Iterator[jsonschema.ValidationError]:
    """Follow "fits none of these" into the choice that was meant: right of type, with the fewest mistakes."""
    if not error.context:
        yield error
        return
    choices: dict[Any, list[jsonschema.ValidationError]] = {}
    for inner in error.context:
        choices.setdefault(inner.relative_schema_path[0], []).append(inner)
    for inner in min(choices.values(), key=_distance):
        yield from _leaves(inner)


def _lines(error: jsonschema.ValidationError) -> Iterator[tuple[str, str]]:
    place = "".join("[]" if isinstance(step, int) else f".{step}" for step in error.absolute_path)
    if error.validator == "additionalProperties" and isinstance(error.schema, dict):
        assert isinstance(error.instance, dict)
        for name in sorted(error.instance.keys() - error.schema["properties"].keys()):
            yield f"{place}.{name}", "Discord has no such field"
    else:
        yield place, error.message[:300]


def _distance(errors: list[jsonschema.ValidationError]) -> tuple[bool, bool, int]:
    other_type = any(error.validator == "type" and not error.relative_path for error in errors)
    other_kind = any(tuple(error.relative_path) == ("type",) for error in errors)
    return other_type, other_kind, len(errors)


def _is_integer(_: object, value: object) -> bool:
    if isinstance(value, str):
        return re.fullmatch(r"-?\d+", value, re.ASCII) is not None
    return isinstance(value, int) and not isinstance(value, bool)


def _is_instant(value: object) -> bool:
    return not isinstance(value, str) or datetime.fromisoformat(value).tzinfo is not None


def _is_address(value: object) -> bool:
    return not isinstance(value, str) or bool(urlsplit(value).scheme)


_FORMATS: Final = jsonschema.FormatChecker(())
_FORMATS.checks("date-time", ValueError)(_is_instant)
_FORMATS.checks("uri", ValueError)(_is_address)
_Checker: Final = jsonschema.validators.extend(  # type: ignore[no-untyped-call]
    jsonschema.Draft202012Validator,
    type_checker=jsonschema.Draft202012Validator.TYPE_CHECKER.redefine("integer", _is_integer),
)


@cache
def _spec() -> dict[str, Any]:
    return dict(json.loads(SPEC.read_text(encoding="utf-8")))


@cache
def _components() -> dict[str, Any]:
    return {"schemas": {name: adapted(schema) for name, schema in _spec()["components"]["schemas"].items()}}


@cache
def _operations() -> dict[str, tuple[Operation, ...]]:
    found: dict[str, list[Operation]] = {}
    for template, item in _spec()["paths"].items():
        for method in ("get", "put", "post", "patch", "delete"):
            if method in item:
                found.setdefault(method.upper(), []).append(_operation(template, item, item[method]))
    return {method: tuple(operations) for method, operations in found.items()}


def _operation(template: str, item: dict[str, Any], described: dict[str, Any]) -> Operation:
    parameters = [*item.get("parameters", ()), *described.get("parameters", ())]
    body = described.get("requestBody", {}).get("content", {}).get("application/json")
    shape = re.sub(r"\\{(\w+)\\}", r"(?P<\1>[^/]+)", re.escape(template))
    return Operation(
        template=template,
        shape=re.compile(shape),
        parameters={(one["in"], one["name"]): adapted(one["schema"]) for one in parameters},
        required=frozenset(one["name"] for one in parameters if one["in"] == "query" and one.get("required")),
        body=None if body is None else adapted(body["schema"]),
    )


def adapted(schema: Any) -> Any:
    """Return a schema that refuses unknown fields, takes ids as numbers, and joins its choices with "or".

    "Exactly one of" would refuse a string of digits where both an integer and a string are described.
    """
    if isinstance(schema, list):
        return [adapted(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    changed = {
        ("anyOf" if key == "oneOf" else key): (
            {name: adapted(field) for name, field in value.items()} if key == "properties" else adapted(value)
        )
        for key, value in schema.items()
    }
    if "properties" in changed:
        changed.setdefault("additionalProperties", False)
    if changed.get("format") == "snowflake":
        return {"anyOf": [changed, {"type": "integer", "minimum": 0}]}
    return changed
