#!/usr/bin/env python3
"""Makes crates/zoom-catalog/data/*.tsv from a folder of facts about Zoom's platform.

Usage: generate.py FOLDER

FOLDER holds operations.tsv, webhooks.tsv, seed-scopes.tsv, guide1-scopes.tsv, timezones.txt and
specs/*.json (Zoom's OpenAPI documents). Only facts leave it: methods, paths, names, labels,
scopes, codes, types and bounds. No sentence of the documents is copied; the captions of scopes
that the second guide does not caption are built from the scopes' own names.

What is decided here, and why:
* the eleven rows that stand in both accounts and accounts-master become one route; the columns
  `sub_granular` and `sub_classic` say what the master row asks when the target is a sub-account;
* an operation without a rate label gets its neighbours' (`?` after the letter): a list is Medium,
  a single thing or a write is Light, a report or dashboard is Heavy;
* an operation without a granular scope gets the family whose scopes are accepted for it and one
  of them as the suggestion (marked `?`).
"""

import collections
import csv
import json
import pathlib
import re
import sys

HERE = pathlib.Path(__file__).parent / "data"
LETTER = {"LIGHT": "L", "MEDIUM": "M", "HEAVY": "H", "RESOURCE-INTENSIVE": "R"}
ACTION = {"GET": "read", "POST": "write", "PUT": "update", "PATCH": "update", "DELETE": "delete"}

# Where an operation lists only classic scopes: service of the classic scope -> granular service.
FAMILY = {
    "report": "report", "device": "device", "room": "zoom_rooms", "contact_group": "group",
    "user": "user", "marketplace_app": "marketplace", "app": "marketplace", "group": "group",
    "billing": "billing",
}
# The scope of the family that is nearest to the operation, where the first would mislead.
NEAREST = {
    "GET /report/daily": "report:read:list_users:admin",
    "GET /report/cloud_recording": "report:read:list_history_meetings:admin",
    "DELETE /users/{userId}/picture": "user:update:user:admin",
    "DELETE /accounts/{accountId}/users/{userId}/picture": "user:update:user:master",
    "GET /users/{userId}/meeting_templates/{meetingTemplateId}": "user:read:settings:admin",
    "POST /zoomapp/deeplink": "marketplace:write:app_deeplink:admin",
    "GET /contacts/groups": "group:read:list_groups:admin",
    "GET /contacts/groups/{groupId}/members": "group:read:list_members:admin",
    "POST /contacts/groups": "group:write:group:admin",
    "PATCH /contacts/groups/{groupId}": "group:update:group:admin",
    "GET /rooms/digital_signage": "zoom_rooms:read:list_rooms:admin",
    "GET /marketplace/apps/{appId}/webhook_logs": "marketplace:read:list_api_logs:admin",
    "DELETE /contacts/groups/{groupId}": "group:delete:group:admin",
    "GET /contacts/groups/{groupId}": "group:read:group:admin",
    "POST /accounts/{accountId}/groups/{groupId}/admins": "group:write:group:master",
    "DELETE /contacts/groups/{groupId}/members": "group:delete:member:admin",
    "POST /contacts/groups/{groupId}/members": "group:write:member:admin",
    "PUT /accounts/{accountId}/users/{userId}/account": "user:update:user:master",
    "GET /accounts/billing/invoice_reports": "billing:read:download_invoice_reports:master",
    "POST /accounts/billing/invoice_reports": "billing:read:download_invoice_reports:master",
}
CATEGORY = {
    "account": "Account", "archiving": "Archiving", "billing": "Billing",
    "cloud_recording": "Recording", "dashboard": "Dashboard", "data_request": "Data Request",
    "device": "Device", "division": "Division", "group": "Group", "h323_device": "H.323 Device",
    "information_barrier": "Information Barrier", "marketplace": "Marketplace",
    "meeting": "Meeting", "pac": "PAC", "phone": "Phone", "qss": "Quality of Service",
    "report": "Report", "role": "Role", "scheduler": "Scheduler", "scim2": "SCIM2",
    "sip_connected_audio": "SIP Connected Audio", "sip_phone": "SIP Phone",
    "survey_management": "Survey", "tracking_field": "Tracking Field", "tsp": "TSP",
    "user": "User", "visitor_management": "Visitor Management", "webinar": "Webinar",
    "workspace": "Workspace", "zoom_events": "Zoom Events", "zoom_rooms": "Room",
}
VERB = {"read": "View", "write": "Create", "update": "Update", "delete": "Delete",
        "patch": "Change", "admin": "Manage"}
# Services that are one thing which has others ("a meeting's invitation"); the rest are areas.
THINGS = {"account", "cloud_recording", "group", "meeting", "role", "user", "webinar", "workspace",
          "zoom_events", "zoom_rooms"}
INITIALS = {"qos": "QoS", "qna": "Q&A", "crc": "CRC", "tsp": "TSP", "pac": "PAC", "sip": "SIP",
            "im": "IM", "url": "URL", "zpa": "ZPA", "zdm": "ZDM", "sms": "SMS", "zoom": "Zoom",
            "zoomroom": "Zoom Room", "zoomrooms": "Zoom Rooms", "e911": "E911", "os": "OS",
            "ai": "AI", "api": "API", "zak": "ZAK", "vod": "VOD", "scim2": "SCIM2", "ip": "IP"}


def rows(folder, name):
    with open(folder / name, newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


def unique(words):
    return list(dict.fromkeys(words))


def write(name, header, lines):
    text = "#" + "\t".join(header) + "\n"
    text += "".join("\t".join(line).rstrip("\t") + "\n" for line in lines)
    (HERE / name).write_text(text)
    print(f"{name}: {len(lines)} rows, {len(text)} bytes")


def assumed_label(row):
    path = row["path"]
    if "/report" in path or "/metrics" in path or row["tag"] in ("Dashboard", "Reports"):
        return "H?"
    if row["method"] == "GET" and not path.endswith("}"):
        return "M?"
    return "L?"


def family(row, all_scopes):
    """The accepted family and the suggested scope of an operation without granular scopes."""
    classic = row["classic_scopes"].split()
    if not classic:
        return "", ""
    service = FAMILY[classic[0].split(":")[0]]
    key = f"{row['method']} {row['path']}"
    prefix = f"{service}:{ACTION[row['method']]}:"
    of_family = sorted(s for s in all_scopes if s.startswith(prefix))
    if not of_family:
        prefix = f"{service}:"
        of_family = sorted(s for s in all_scopes if s.startswith(prefix))
    level = "master" if classic[0].endswith(":master") else "admin"
    levelled = [s for s in of_family if s.endswith(level)] or of_family
    nearest = NEAREST.get(key) or levelled[0]
    assert nearest in all_scopes, (key, nearest)
    if not nearest.startswith(prefix):
        prefix = ":".join(nearest.split(":")[:2]) + ":"
    return prefix, nearest


def operations(folder, all_scopes):
    merged = collections.OrderedDict()
    for row in rows(folder, "operations.tsv"):
        merged.setdefault(f"{row['method']} {row['path']}", []).append(row)
    lines = []
    for key, several in sorted(merged.items(), key=lambda kv: (kv[0].split(" ")[1], kv[0])):
        first = several[0]
        granular = unique(s for row in several for s in row["granular_scopes"].split())
        classic = unique(s for row in several for s in row["classic_scopes"].split())
        sub_granular = sub_classic = ""
        if len(several) > 1:
            master = next(row for row in several if row["product"].endswith("-master"))
            sub_granular, sub_classic = master["granular_scopes"], master["classic_scopes"]
        label = LETTER.get(first["rate_label"]) or assumed_label(first)
        prefix = ""
        if not granular:
            prefix, nearest = family(first, all_scopes)
            granular = [nearest] if nearest else []
        lines.append([
            key,
            " ".join(unique(row["operation"] for row in several)),
            " ".join(unique(row["product"] for row in several)),
            first["tag"], label, " ".join(granular), " ".join(classic),
            " ".join(unique(p for row in several for p in row["role_permissions"].split())),
            " ".join(unique(e for row in several for e in row["errors"].split())),
            prefix, sub_granular, sub_classic,
        ])
    assert len(lines) == 1219, len(lines)
    write("operations.tsv", ["key", "names", "products", "tag", "label", "granular", "classic",
                             "permissions", "errors", "family", "sub_granular", "sub_classic"],
          lines)


def events(folder):
    lines = [[row["event"], row["product"], " ".join(unique(row["granular_scopes"].split())),
              " ".join(unique(row["classic_scopes"].split()))]
             for row in rows(folder, "webhooks.tsv")]
    lines.sort()
    assert len(lines) == 278
    write("events.tsv", ["event", "product", "granular", "classic"], lines)


def words(name):
    return " ".join(INITIALS.get(w, w) for w in name.split("_"))


def article(noun):
    return "an" if noun[0].lower() in "aeio" else "a"


def caption(service, action, claim):
    thing = words(service.removeprefix("zoom_") if service != "zoom_rooms" else "zoom_room")
    thing = {"events": "event", "cloud recording": "cloud recording"}.get(thing, thing)
    if claim.startswith("list_"):
        what = words(claim.removeprefix("list_"))
        if what.rstrip("s") == thing:
            return f"{VERB[action]} {what}"
    else:
        what = words(claim)
        if what == thing:
            return f"{VERB[action]} {article(thing)} {thing}"
    if service not in THINGS:
        thing = "" if what.startswith(thing) else thing
        return " ".join(f"{VERB[action]} {thing} {what}".split()) if thing == "" else f"{VERB[action]} {thing} {what}"
    return f"{VERB[action]} {article(thing)} {thing}'s {what}"


def heading(seeds, service, action, level):
    manage = "View" if action == "read" else "View and manage"
    known = collections.Counter(
        row["heading_in_the_guide"] for row in seeds
        if row["scope"].split(":")[0] == service and level_of(row["scope"]) == level
        and row["heading_in_the_guide"].startswith("View and manage") == (manage != "View")
        and row["heading_in_the_guide"].startswith("View"))
    if known:
        return known.most_common(1)[0][0]
    thing = words(service.removeprefix("zoom_")) if service != "zoom_rooms" else "Zoom Rooms"
    if thing == "user":
        thing = ""
    whose = {"user": "your", "admin": "all user", "master": "sub account's"}[level]
    return " ".join(f"{manage} {whose} {thing} information".split())


def level_of(scope):
    last = scope.split(":")[-1]
    return last if last in ("admin", "master") else "user"


def scopes(folder, all_scopes):
    seeds = rows(folder, "seed-scopes.tsv")
    by_name = {row["scope"]: row for row in seeds}
    lines = []
    for scope in sorted(all_scopes):
        parts = scope.split(":")
        service = parts[0]
        if scope in by_name:
            row = by_name[scope]
            lines.append([scope, row["category"], row["heading_in_the_guide"],
                          row["caption_in_the_guide"], "G"])
            continue
        action = parts[1] if len(parts) > 2 else "admin"
        claim = parts[2] if len(parts) > 2 else service
        lines.append([scope, CATEGORY[service], heading(seeds, service, action, level_of(scope)),
                      caption(service, action, claim), "N"])
    write("scopes.tsv", ["scope", "category", "heading", "caption", "from"], lines)
    write("guide-second.tsv", ["scope", "category", "heading", "caption"],
          [[r["scope"], r["category"], r["heading_in_the_guide"], r["caption_in_the_guide"]]
           for r in seeds])
    write("guide-first.tsv", ["category", "pictured", "operation", "granular", "classic"],
          [[r["category"], "yes" if r["pictured_in_the_guide"] == "yes" else "no", r["operation"],
            r["granular_any_of"], r["classic_any_of"]] for r in rows(folder, "guide1-scopes.tsv")])


def resolve(document, schema):
    for _ in range(20):
        if "$ref" not in schema:
            return schema
        target = document
        for part in schema["$ref"].lstrip("#/").split("/"):
            target = target[part.replace("~1", "/").replace("~0", "~")]
        schema = target
    return {}


TYPE = {"string": "s", "integer": "i", "number": "n", "boolean": "b", "object": "o", "array": "a"}


def plain(value):
    if isinstance(value, bool):
        return "true" if value else "false"
    return re.sub(r"[\t\r\n|]", " ", str(value))


def field(document, place, path, schema, required):
    kind = TYPE.get(schema.get("type"), "o" if "properties" in schema else "s")
    constraints = schema
    if kind == "a":
        items = resolve(document, schema.get("items") or {})
        kind += TYPE.get(items.get("type"), "o" if "properties" in items else "s")
        constraints = {**items, "default": schema.get("default")}
    enum = constraints.get("enum") or []
    default = constraints.get("default")
    if isinstance(default, (dict, list)):
        default = None
    bound = lambda name: "" if constraints.get(name) is None else plain(constraints[name])
    return [place, path, kind + ("!" if required else ""), bound("minimum"), bound("maximum"),
            bound("maxLength"), "|".join(plain(e) for e in enum),
            "" if default is None else plain(default)]


def walk(document, schema, prefix, out, depth=0):
    schema = resolve(document, schema)
    if depth > 8:
        return
    for part in ("allOf", "oneOf", "anyOf"):
        for option in schema.get(part) or []:
            walk(document, option, prefix, out, depth)
    required = schema.get("required") if isinstance(schema.get("required"), list) else []
    for name, inner in (schema.get("properties") or {}).items():
        inner = resolve(document, inner)
        out.append(field(document, "b", prefix + name, inner, name in required))
        if inner.get("type") == "array":
            walk(document, inner.get("items") or {}, prefix + name + "[].", out, depth + 1)
        else:
            walk(document, inner, prefix + name + ".", out, depth + 1)
    if schema.get("type") == "array" and not prefix:
        walk(document, schema.get("items") or {}, "[].", out, depth + 1)


def request_fields(document, operation, shared):
    out = []
    for parameter in shared + (operation.get("parameters") or []):
        parameter = resolve(document, parameter)
        if parameter.get("in") == "query":
            schema = resolve(document, parameter.get("schema") or parameter)
            out.append(field(document, "q", parameter["name"], schema,
                             bool(parameter.get("required"))))
    body = resolve(document, operation.get("requestBody") or {})
    content = body.get("content") or {}
    json_types = [c for c in content if "json" in c]
    for kind in json_types[:1]:
        walk(document, content[kind].get("schema") or {}, "", out)
    seen, kept = set(), []
    for line in out:
        if (line[0], line[1]) not in seen:
            seen.add((line[0], line[1]))
            kept.append(line)
    return kept


def fields(folder, keys):
    found = {}
    for file in sorted((folder / "specs").glob("*.json")):
        if file.name.startswith("webhooks-"):
            continue
        document = json.loads(file.read_text())
        for path, methods in document["paths"].items():
            for method, operation in methods.items():
                key = f"{method.upper()} {path}"
                if method.upper() not in ACTION or key in found:
                    continue
                found[key] = request_fields(document, operation, methods.get("parameters") or [])
    blocks, first_with, count = [], {}, 0
    for key in keys:
        lines = found.get(key)
        if lines is None:
            method, path = key.split(" ")
            lines = found.get(f"{method} {path.removeprefix('/accounts/{accountId}')}")
        if lines is None:
            continue
        text = "".join("\t".join(line).rstrip("\t") + "\n" for line in lines)
        count += 1
        if text and text in first_with:
            blocks.append(f"={key}\t{first_with[text]}\n")
        else:
            first_with[text] = key
            blocks.append(f"={key}\n{text}")
    text = ("#A line that begins with = names an operation (and, after a tab, one with the same "
            "fields); below it: place, path, type(! required), minimum, maximum, max_length, enum, "
            "default\n" + "".join(blocks))
    (HERE / "fields.tsv").write_text(text)
    print(f"fields.tsv: {count} operations, {len(text)} bytes")


def main():
    folder = pathlib.Path(sys.argv[1])
    HERE.mkdir(exist_ok=True)
    every = rows(folder, "operations.tsv") + rows(folder, "webhooks.tsv")
    all_scopes = {s for row in every for s in row["granular_scopes"].split()}
    all_scopes |= {row["scope"] for row in rows(folder, "seed-scopes.tsv")}
    operations(folder, all_scopes)
    events(folder)
    scopes(folder, all_scopes)
    zones = (folder / "timezones.txt").read_text().split()
    (HERE / "timezones.txt").write_text("\n".join(zones) + "\n")
    with open(HERE / "operations.tsv") as file:
        keys = [line.split("\t")[0].rstrip("\n") for line in file if not line.startswith("#")]
    fields(folder, keys)


if __name__ == "__main__":
    main()
