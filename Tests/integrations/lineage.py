"""Compares OpenLineage events with the classes of the package `openlineage-python`.

The package contains no JSON Schema, but its classes are generated from it: each has the members of the specification, and the
members without a default are required.
"""

import importlib
import json
import pkgutil
import types
import typing
import urllib.parse

import attr
from openlineage.client import generated
from openlineage.client.generated import base

OWN = "urn:marquee:facet:run"


def facet_classes():
    """The classes of the specification's facets, by name."""
    found = {}
    for module in pkgutil.iter_modules(generated.__path__):
        for value in vars(importlib.import_module(f"{generated.__name__}.{module.name}")).values():
            if isinstance(value, type) and issubclass(value, base.BaseFacet):
                found[value.__name__] = value
    return found


FACETS = facet_classes()


def parse(kind, value, place):
    """The value as the given type of the specification. Raises an AssertionError that names the place if the value is not of that
    type."""
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if kind is typing.Any:
        return value
    if origin in (typing.Union, types.UnionType):
        assert value is not None, f"{place}: null"
        kinds = [one for one in arguments if one is not types.NoneType]
        return parse(kinds[0], value, place) if len(kinds) == 1 else value
    if origin is list:
        assert isinstance(value, list), f"{place}: {value!r} is no list"
        return [parse(arguments[0], one, f"{place}[{number}]") for number, one in enumerate(value)]
    if origin is dict:
        assert isinstance(value, dict), f"{place}: {value!r} is no object"
        return {key: parse(arguments[1], one, f"{place}.{key}") for key, one in value.items()}
    if isinstance(kind, type) and issubclass(kind, base.BaseFacet):
        return parse_facet(value, place)
    if attr.has(kind):
        return parse_object(kind, value, place)
    if kind is base.EventType:
        assert value in base.EventType.__members__, f"{place}: {value!r} is no type of event"
        return base.EventType(value)
    accepted = (int, float) if kind is float else kind
    is_boolean = isinstance(value, bool)
    assert isinstance(value, accepted) and is_boolean == (kind is bool), f"{place}: {value!r} is no {kind.__name__}"
    return value


def parse_object(kind, value, place):
    assert isinstance(value, dict), f"{place}: {value!r} is no object"
    hints = typing.get_type_hints(kind)
    members = {one.name: one for one in attr.fields(kind)}
    for key in value:
        assert key in members, f"{place}: {kind.__name__} has no member {key}"
    given = {
        members[key].alias: parse(hints[key], one, f"{place}.{key}")
        for key, one in value.items()
        if members[key].init
    }
    try:
        return kind(**given)
    except (TypeError, ValueError) as problem:
        raise AssertionError(f"{place}: {problem}") from problem


def parse_facet(value, place):
    assert isinstance(value, dict), f"{place}: {value!r} is no facet"
    address, producer = value.get("_schemaURL", ""), value.get("_producer", "")
    assert urllib.parse.urlparse(address).scheme and urllib.parse.urlparse(producer).scheme, f"{place}: {value}"
    if address == OWN:
        return value
    name = address.rsplit("/", 1)[-1]
    assert name in FACETS, f"{place}: the specification has no {name}"
    kind = FACETS[name]
    # The package may know a newer version of the facet, but it must be of the same major version.
    version, known = (url.split("/facets/")[1].split("/")[0].split("-") for url in (address, kind._get_schema()))
    assert version[0] == known[0] and version <= known, f"{place}: {name} is {known} in the package, not {version}"
    return parse_object(kind, value, place)


def check(path):
    types_seen = {}
    lines = path.read_text().splitlines()
    for number, line in enumerate(lines, 1):
        event = json.loads(line)
        place = f"{path.name}, line {number}"
        parsed = parse_object(base.RunEvent, event, place)
        assert event["schemaURL"] == parsed.schemaURL, f"{place}: {event['schemaURL']}, not {parsed.schemaURL}"
        types_seen[event["eventType"]] = types_seen.get(event["eventType"], 0) + 1
    assert set(types_seen) == {"START", "COMPLETE", "FAIL"}, f"{path.name}: {types_seen}"
    return ", ".join(f"{count} {kind}" for kind, count in sorted(types_seen.items()))
