"""OFAC publishes every list in several formats; which one a file is in, its content says and its name does not."""

from __future__ import annotations

from sanctions.reading import FileRejected, decoded
from sanctions.reading_xml import root_of
from sanctions.records import SourceFile
from sanctions.sources import ofac_csv, ofac_enhanced, ofac_xml
from sanctions.sources.ofac_entries import Reading

_READERS = {
    layout.root: reader
    for layout, reader in (
        (ofac_xml.LAYOUT, ofac_xml.read),
        (ofac_enhanced.LAYOUT, ofac_enhanced.read),
    )
}


def read(files: tuple[SourceFile, ...], *, family: str) -> Reading:
    """The entries of one CSV set or of one XML document."""
    documents = [file for file in files if _is_xml(file)]
    if not documents:
        return ofac_csv.read(files, family=family)
    if len(files) > 1:
        names = ", ".join(file.name for file in files)
        raise FileRejected(names, 0, "wrong-files", "an XML document is a whole list: it comes alone")
    return _read_document(documents[0], family)


def _is_xml(file: SourceFile) -> bool:
    start = file.raw[:256].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    return start.startswith(b"<")


def _read_document(file: SourceFile, family: str) -> Reading:
    text = decoded(file)
    _, root = root_of(file, text)
    if root not in _READERS:
        expected = " or ".join(f"<{name}>" for name in _READERS)
        raise FileRejected(file.name, 1, "wrong-root", f"a document of <{root[:80]}>, not of {expected}")
    return _READERS[root](file, text, family=family)
