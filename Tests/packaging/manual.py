"""Writes the manual pages: marquee(1), and one for each command, marquee-run(1) and so on.

usage: marquee --experimental-dump-help | manual.py FOLDER VERSION SECONDS
All texts are those of --help. SECONDS since 1970 are the date of the pages.
"""

import datetime
import json
import pathlib
import re
import sys

folder, version, seconds = pathlib.Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
date = datetime.datetime.fromtimestamp(seconds, datetime.timezone.utc).strftime("%Y-%m-%d")
ENVIRONMENT = {
    "MARQUEE_LAKE": "The lake's folder, where --lake is not given.",
    "MARQUEE_JOBS": "The folder of the job files, where --jobs-dir is not given.",
    "MARQUEE_NOW": "An instant, such as 2026-05-07T12:00:00Z, from which the command's clock goes on, to try out days.",
    "NO_COLOR": "Set to anything, it turns colours in tables off.",
}


def plain(text):
    """The text as troff shows it: no character of it is a request or an escape."""
    text = text.replace("\\", "\\e").replace("-", "\\-")
    return "\n".join("\\&" + line if line[:1] in (".", "'") else line for line in text.split("\n"))


def bold(text):
    return f"\\fB{plain(text)}\\fR"


def body(text):
    """Paragraphs are filled; lines that are indented stay as they are."""
    lines, verbatim = [], False
    for line in text.strip("\n").split("\n"):
        if line.startswith(" ") and not verbatim:
            lines.append(".PP\n.nf")
        elif verbatim and not line.startswith(" "):
            lines.append(".fi\n.PP")
        verbatim = line.startswith(" ")
        if line:
            lines.append(plain(line))
        elif not lines or not lines[-1].endswith(".PP"):
            lines.append(".PP")
    return lines + ([".fi"] if verbatim else [])


def spelling(name):
    return ("-" if name["kind"] in ("short", "longWithSingleDash") else "--") + name["name"]


def value(argument):
    return f"\\fI{plain(argument['valueName'])}\\fR"


def shown(arguments):
    return [argument for argument in arguments if argument["shouldDisplay"]]


def description(argument):
    text = argument.get("abstract", "")
    facts = []
    if argument.get("allValues"):
        facts.append("values: " + ", ".join(argument["allValues"]))
    if argument.get("defaultValue"):
        facts.append("default: " + argument["defaultValue"])
    return text + (f" ({'; '.join(facts)})" if facts else "")


def listed(arguments):
    lines = []
    for argument in arguments:
        if argument["kind"] == "positional":
            tag = value(argument)
        else:
            tag = ", ".join(bold(spelling(name)) for name in argument["names"])
            tag += "" if argument["kind"] == "flag" else " " + value(argument)
        lines += [".TP", tag, plain(description(argument))]
    return lines


def synopsis(words, command):
    parts = [bold(" ".join(words))]
    subcommands = [item for item in command.get("subcommands", []) if item["commandName"] != "help"]
    if subcommands and len(words) > 1:
        each = [synopsis(words + [item["commandName"]], item) + [".br"] for item in subcommands]
        return sum(each, [])[:-1]
    parts.append("\\fIcommand\\fR ..." if subcommands else "[\\fIoptions\\fR]")
    for argument in shown(command.get("arguments", [])):
        if argument["kind"] == "positional":
            word = value(argument) + ("..." if argument["isRepeating"] else "")
            parts.append(f"[{word}]" if argument["isOptional"] else word)
    return [" ".join(parts)]


def own(command):
    """The arguments of the command itself, without those that all commands have."""
    return [argument for argument in shown(command.get("arguments", []))
            if argument.get("sectionTitle") is None and argument["valueName"] not in ("help", "version")]


def details(words, command, heading):
    """What the command does and takes, then each of its subcommands."""
    lines = []
    if command.get("discussion"):
        lines += body(command["discussion"])
    lines += listed(own(command))
    for item in command.get("subcommands", []):
        if item["commandName"] != "help":
            lines += [f".{heading} {plain(' '.join(words + [item['commandName']]))}", plain(item["abstract"])]
            lines += ([".PP"] if item.get("discussion") else []) + details(
                words + [item["commandName"]], item, heading)
    return lines


def write(name, abstract, lines):
    head = [f'.TH {name.upper()} 1 {date} "marquee {version}" "Marquee"', ".SH NAME",
            f"{plain(name)} \\- {plain(abstract)}"]
    (folder / f"{name}.1").write_text("\n".join(head + lines) + "\n", encoding="utf-8")


def summary(command):
    text = command["abstract"].rstrip(".")
    return text[:1].lower() + text[1:]


root = json.load(sys.stdin)["command"]
commands = [command for command in root["subcommands"] if command["commandName"] != "help"]
anywhere = {}
for command in commands:
    for argument in shown(command.get("arguments", [])):
        if argument.get("sectionTitle"):
            anywhere.setdefault(spelling(argument["names"][0]), argument)

text, _, codes = root["discussion"].partition("\nExit codes:\n")
lines = [".SH SYNOPSIS"] + synopsis(["marquee"], root) + [".SH DESCRIPTION"] + body(text) + [".SH COMMANDS"]
for command in commands:
    lines += [".TP", bold(f"marquee-{command['commandName']}") + "(1)", plain(command["abstract"])]
lines += [".SH OPTIONS", "These options go with every command."] + listed(anywhere.values())
lines += listed(argument for argument in shown(root["arguments"]))
lines += [".SH ENVIRONMENT"]
for name, meaning in ENVIRONMENT.items():
    lines += [".TP", bold(name), plain(meaning)]
lines += [".SH EXIT STATUS"]
for line in codes.strip("\n").split("\n"):
    code, meaning = re.match(r" *(\d+) +(.*)", line).groups()
    lines += [".TP", bold(code), plain(meaning)]
lines += [".SH FILES", ".TP", "\\fIdata/lake\\fR", plain("The lake, where nothing else is said."),
          ".TP", "\\fIjobs/*.yaml\\fR", plain("The job files, where nothing else is said.")]
write("marquee", summary(root), lines)

for command in commands:
    words = ["marquee", command["commandName"]]
    lines = [".SH SYNOPSIS"] + synopsis(words, command) + [".SH DESCRIPTION", plain(command["abstract"]), ".PP"]
    lines += details(words, command, "SS") + [".SH SEE ALSO", bold("marquee") + "(1), for the options of every command"]
    write("marquee-" + command["commandName"], summary(command), lines)
