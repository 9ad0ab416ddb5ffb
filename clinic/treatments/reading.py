"""The content's files, read so that whatever is wrong with them can be named by file and line."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import msgspec
import yaml

Struct = TypeVar("Struct", bound=msgspec.Struct)
Where = tuple[str, ...]
"""The keys that lead to a value, outermost first."""

AT = re.compile(r" - at `\$(.*)`$")
KEY = re.compile(r"\.([^.\[]+)|\[(\d+|\.\.\.)\]")


class Loader(yaml.CSafeLoader):
    """Reads YAML without its oldest trap: only `true` and `false` are booleans, so `on`, `no` and `yes` are words."""


BOOLEAN = "tag:yaml.org,2002:bool"
Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != BOOLEAN]
    for first, resolvers in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}
Loader.add_implicit_resolver(BOOLEAN, re.compile(r"^(?:true|false)$"), list("tf"))


@dataclass(frozen=True, order=True)
class Fault:
    """What is wrong, where, and what to do about it."""

    file: str
    line: int
    words: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.words}"


class ContentFaults(Exception):
    """The content cannot be published; each fault names its file and line."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = sorted(set(faults))
        super().__init__("\n".join(str(fault) for fault in self.faults))


@dataclass(frozen=True)
class Place:
    """Where in the content something stands."""

    file: str
    line: int

    def fault(self, words: str) -> Fault:
        return Fault(self.file, self.line, words)


@dataclass(frozen=True)
class Document:
    """One YAML mapping, and the line on which each of its values begins."""

    file: str
    values: dict[str, Any]
    lines: dict[Where, int] = field(repr=False)

    def place(self, *where: str) -> Place:
        """Give where a value stands, or what is nearest around it."""
        while where and where not in self.lines:
            where = where[:-1]
        return Place(self.file, self.lines.get(where, 1))


def read_yaml(text: str, file: str, first_line: int = 1) -> Document:
    """Read a mapping. Raises ContentFaults when it is none, or names a key twice."""
    loader = Loader(text)
    try:
        node = loader.get_single_node()
        values = loader.construct_document(node) if node else {}
    except yaml.MarkedYAMLError as fault:
        mark = fault.problem_mark or fault.context_mark
        line = mark.line + first_line if mark else first_line
        raise ContentFaults([Fault(file, line, f"This is not readable YAML: {fault.problem}.")]) from None
    finally:
        loader.dispose()
    if not isinstance(values, dict):
        raise ContentFaults([Fault(file, first_line, "This must be a mapping of names to values.")])
    lines: dict[Where, int] = {}
    faults = [Fault(file, line + first_line, f"“{where[-1]}” is written twice.") for where, line in _walk(node, lines)]
    if faults:
        raise ContentFaults(faults)
    return Document(file, values, {where: line + first_line for where, line in lines.items()})


def _walk(node: Any, lines: dict[Where, int], where: Where = ()) -> Iterator[tuple[Where, int]]:
    """Note the line of every value, and give each key that stands twice."""
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            inner = (*where, str(key.value))
            if inner in lines:
                yield inner, key.start_mark.line
            lines[inner] = key.start_mark.line
            yield from _walk(value, lines, inner)
    elif isinstance(node, yaml.SequenceNode):
        for number, value in enumerate(node.value):
            lines[(*where, str(number))] = value.start_mark.line
            yield from _walk(value, lines, (*where, str(number)))


def entries(document: Document, kind: type[Struct]) -> tuple[dict[str, Struct], list[Fault]]:
    """Give each entry of a document as a value of this kind, and what is wrong with the others."""
    good, faults = {}, []
    for key in document.values:
        try:
            good[str(key)] = as_struct(document, kind, key)
        except ContentFaults as found:
            faults.extend(found.faults)
    return good, faults


def as_struct(document: Document, kind: type[Struct], *where: str) -> Struct:
    """Give one value of a document in its shape. Raises ContentFaults naming the line of the first that has another."""
    value: Any = document.values
    for key in where:
        value = value[key]
    try:
        return msgspec.convert(value, kind)
    except msgspec.ValidationError as fault:
        words, inner = _in_words(str(fault))
        raise ContentFaults([document.place(*where, *inner).fault(words)]) from None


def _in_words(message: str) -> tuple[str, Where]:
    found = AT.search(message)
    inner = tuple(name or number for name, number in KEY.findall(found[1])) if found else ()
    at = f" (in “{'.'.join(inner)}”)" if inner else ""
    return f"{AT.sub('', message)}{at}.", inner


def files(folder: Path, pattern: str) -> list[Path]:
    return sorted(folder.glob(pattern))
