"""XML to elements, strictly: one record at a time, every part of it taken, and nothing a document may smuggle in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from xml.parsers import expat

from sanctions.reading import MAX_FIELD, FileRejected
from sanctions.records import SourceFile

MAX_DEPTH = 24  # the deepest list seen has nine levels
MAX_ATTRIBUTES = 64  # of one element; the widest seen has twenty
MAX_ELEMENTS = 50_000  # within one record; the largest seen has four thousand

_CHUNK = 65_536  # characters fed at a time: records are handed on and forgotten while the file is read
_PLAIN_ENCODINGS = frozenset({"utf-8", "utf8", "utf-16", "us-ascii", "ascii"})
_INSTANCE = "http://www.w3.org/2001/XMLSchema-instance}"
_ABOUT_ITSELF = frozenset({f"{_INSTANCE}schemaLocation", f"{_INSTANCE}noNamespaceSchemaLocation"})
_NOT_MARKUP = re.compile(r"<!--.*?-->|<!\[CDATA\[.*?\]\]>|<\?.*?\?>", re.DOTALL)
_ENDS_EARLY = frozenset(
    expat.errors.codes[message]
    for message in (
        expat.errors.XML_ERROR_NO_ELEMENTS,
        expat.errors.XML_ERROR_UNCLOSED_TOKEN,
        expat.errors.XML_ERROR_UNCLOSED_CDATA_SECTION,
        expat.errors.XML_ERROR_PARTIAL_CHAR,
    )
)


class Element:
    """One element whose every part must be taken: what nobody reads is a layout nobody checked."""

    __slots__ = ("_attributes", "_children", "_text", "file", "line", "name")

    def __init__(self, file: str, line: int, name: str, attributes: dict[str, str]) -> None:
        self.file, self.line, self.name = file, line, name
        self._attributes = attributes
        self._children: dict[str, list[Element]] = {}
        self._text: list[str] = []

    def attribute(self, name: str) -> str:
        """The attribute's text without the spaces around it, "" where there is none."""
        return self._attributes.pop(name, "").strip()

    def attributes(self, *names: str) -> dict[str, str]:
        """Several attributes at once, by name."""
        return {name: self.attribute(name) for name in names}

    def pass_over(self, *attributes: str) -> Element:
        """The element itself, without attributes that only number it within its own file."""
        for name in attributes:
            self._attributes.pop(name, None)
        return self

    def text(self) -> str:
        """The element's own text without the spaces around it."""
        text, self._text = "".join(self._text), []
        return text.strip()

    def several(self, name: str) -> list[Element]:
        """Every child of that name, in order."""
        return self._children.pop(name, [])

    def one(self, name: str) -> Element | None:
        """The only child of that name; two of them are another layout."""
        found = self.several(name)
        if len(found) > 1:
            raise FileRejected(self.file, found[1].line, "repeated-element", f"a second <{name}> in one <{self.name}>")
        return found[0] if found else None

    def take(self, name: str) -> str:
        """The text of the only child of that name, which holds nothing else; "" where there is none."""
        child = self.one(name)
        return child.leaf() if child else ""

    def leaf(self) -> str:
        """The text of an element that holds nothing else."""
        text = self.text()
        self.finish()
        return text

    def within(self, name: str, part: str) -> list[Element]:
        """The children named `part` of the only child of that name, which holds nothing else."""
        holder = self.one(name)
        if holder is None:
            return []
        parts = holder.several(part)
        holder.finish()
        return parts

    def finish(self) -> None:
        """Stop the file where an attribute, a child or a text was left unread."""
        if unread := [child for children in self._children.values() for child in children]:
            first = min(unread, key=lambda child: child.line)
            raise self._unread(first.line, f"the element <{first.name}>")
        if self._attributes:
            raise self._unread(self.line, f"the attribute(s) {', '.join(sorted(self._attributes))}")
        if any(not part.isspace() for part in self._text):
            raise self._unread(self.line, "the text")

    def _unread(self, line: int, what: str) -> FileRejected:
        return FileRejected(self.file, line, "unread-element", f"nothing reads {what[:200]} of <{self.name[:80]}>")

    def add(self, child: Element) -> None:
        """Put a child in; only the reader does."""
        self._children.setdefault(child.name, []).append(child)

    def add_text(self, text: str) -> None:
        """Put text in; only the reader does."""
        self._text.append(text)

    @property
    def place(self) -> str:
        """Where the element stood, for the record to carry."""
        return f"{self.file}:{self.line}"


@dataclass(frozen=True, slots=True)
class Layout:
    """The shape of one publisher's document: its root, where its records stand, and what else stands beside them."""

    root: str
    records: tuple[str, ...]  # paths under the root: "sdnEntry", "INDIVIDUALS/INDIVIDUAL"
    namespaces: tuple[str, ...] = ("",)
    beside: tuple[str, ...] = ()  # paths of what is handed on as well and is no record


def root_of(file: SourceFile, text: str) -> tuple[str, str]:
    """The namespace and the name of a document's root, which say which format a file is."""
    start = next(_Reader(file, text, None).elements())
    namespace, _, name = start[1].name.rpartition("}")
    return namespace, name


def xml_elements(file: SourceFile, text: str, layout: Layout) -> Iterator[tuple[str, Element]]:
    """The root without its children under the path "", then each record and what stands beside them, by path.

    A document whose records are not as many as its bytes hold by another count is refused at the end.
    """
    read = 0
    for path, element in _Reader(file, text, layout).elements():
        read += path in layout.records
        yield path, element
    expected = count_elements(text, {path.rpartition("/")[2] for path in layout.records})
    if read != expected:
        raise FileRejected(file.name, 0, "count-mismatch", f"{read} records read where {expected} stand in the file")


def count_elements(text: str, names: set[str]) -> int:
    """How many elements of these names begin in a text, counted without a parser."""
    begins = re.compile(rf"<(?:[\w.-]+:)?(?:{'|'.join(map(re.escape, sorted(names)))})(?=[\s/>])")
    return sum(1 for _ in begins.finditer(_NOT_MARKUP.sub("", text)))


class _Reader:
    """Feeds a document to expat and collects what is complete. Any DOCTYPE is refused, so no entity can be declared."""

    def __init__(self, file: SourceFile, text: str, layout: Layout | None) -> None:
        self._file, self._whole, self._layout = file, text, layout
        self._path: list[str] = []  # names from below the root down to the open container
        self._open: list[Element] = []  # the record being read and the elements open in it
        self._ready: list[tuple[str, Element]] = []
        self._depth = self._size = self._length = 0
        self._namespace = ""
        self._parser = expat.ParserCreate("utf-8", namespace_separator="}")
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._characters
        self._parser.XmlDeclHandler = self._declaration
        self._parser.StartDoctypeDeclHandler = self._doctype

    def elements(self) -> Iterator[tuple[str, Element]]:
        for start in range(0, len(self._whole), _CHUNK):
            self._feed(self._whole[start : start + _CHUNK], is_last=False)
            ready, self._ready = self._ready, []
            yield from ready
        self._feed("", is_last=True)

    def _feed(self, text: str, *, is_last: bool) -> None:
        try:
            self._parser.Parse(text.encode(), is_last)
        except expat.ExpatError as error:
            is_cut = is_last and error.code in _ENDS_EARLY
            message = "the document breaks off" if is_cut else f"not well-formed: {expat.ErrorString(error.code)}"
            raise FileRejected(self._file.name, error.lineno, "truncated" if is_cut else "not-xml", message) from error

    def _refuse(self, code: str, message: str) -> FileRejected:
        return FileRejected(self._file.name, self._parser.CurrentLineNumber, code, message)

    def _declaration(self, version: str, encoding: str | None, standalone: int) -> None:
        if encoding and encoding.casefold() not in _PLAIN_ENCODINGS:
            raise self._refuse("wrong-encoding", f"the document says it is written in {encoding[:40]}; we read UTF-8")

    def _doctype(self, name: str, system: str | None, public: str | None, has_subset: int) -> None:
        raise self._refuse("doctype", "a DOCTYPE: no list has one, and it could declare entities; refused unread")

    def _start(self, full_name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise self._refuse("too-deep", f"nested deeper than {MAX_DEPTH} levels: not a list")
        if len(attributes) > MAX_ATTRIBUTES:
            raise self._refuse("too-many-attributes", f"an element with {len(attributes)} attributes: not a list")
        if self._depth == 1:
            self._begin(full_name, attributes)
        elif self._open:
            self._deeper(self._element(full_name, attributes))
        elif self._layout:
            self._below_root(self._element(full_name, attributes), self._layout)

    def _begin(self, full_name: str, attributes: dict[str, str]) -> None:
        self._namespace, _, name = full_name.rpartition("}")
        kept = {key: value for key, value in attributes.items() if key not in _ABOUT_ITSELF}
        layout = self._layout
        if layout is None:
            self._ready.append(("", self._new(full_name, kept)))
            return
        if name != layout.root or self._namespace not in layout.namespaces:
            raise self._refuse("wrong-root", f"a document of <{full_name[:200]}>, not of <{layout.root}> as published")
        self._ready.append(("", self._new(name, kept)))

    def _below_root(self, element: Element, layout: Layout) -> None:
        path = "/".join((*self._path, element.name))
        if path in layout.records or path in layout.beside:
            self._size = 0
            self._open.append(element)
        elif any(known.startswith(f"{path}/") for known in (*layout.records, *layout.beside)):
            element.finish()
            self._path.append(element.name)
        else:
            message = f"nothing reads the element <{element.name[:80]}> of <{(self._path or [layout.root])[-1]}>"
            raise self._refuse("unread-element", message)

    def _deeper(self, element: Element) -> None:
        self._size += 1
        if self._size > MAX_ELEMENTS:
            raise self._refuse("record-too-large", f"a record of more than {MAX_ELEMENTS} elements: not an entry")
        self._length = 0
        self._open[-1].add(element)
        self._open.append(element)

    def _end(self, full_name: str) -> None:
        self._depth -= 1
        self._length = 0
        if not self._open:
            del self._path[-1:]
            return
        done = self._open.pop()
        if not self._open:
            self._ready.append(("/".join((*self._path, done.name)), done))

    def _characters(self, text: str) -> None:
        if self._open:
            self._length += len(text)
            if self._length > MAX_FIELD:
                raise self._refuse("field-too-long", f"a text longer than {MAX_FIELD} characters is not a value")
            self._open[-1].add_text(text)
        elif not text.isspace() and self._layout:
            raise self._refuse("unread-element", f"nothing reads the text between the records: {text.strip()[:80]!r}")

    def _element(self, full_name: str, attributes: dict[str, str]) -> Element:
        namespace, _, name = full_name.rpartition("}")
        return self._new(name if namespace == self._namespace else full_name, attributes)

    def _new(self, name: str, attributes: dict[str, str]) -> Element:
        if any(len(value) > MAX_FIELD for value in attributes.values()):
            raise self._refuse("field-too-long", f"an attribute longer than {MAX_FIELD} characters is not a value")
        return Element(self._file.name, self._parser.CurrentLineNumber, name, attributes)
