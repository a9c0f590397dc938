"""What every list has in common that comes as one XML document and is one list."""

from __future__ import annotations

from collections.abc import Callable

from sanctions.reading import FileRejected, RowRejected, decoded
from sanctions.reading_xml import Element, Layout, xml_elements
from sanctions.records import ListedRecord, Parsed, ParsedList, RowError, SourceFile
from sanctions.sources.merging import merged


def one_list(
    code: str,
    files: tuple[SourceFile, ...],
    layout: Layout,
    read: Callable[[Element], ListedRecord],
    *,
    root_attributes: tuple[str, ...] = (),
    first: Callable[[ListedRecord], str] = lambda record: "",
) -> Parsed:
    """The list of one document; a record that cannot be used is named, and one without records is refused.

    Of several records under one number the one that is `first` leads, so that their order in the file never matters.
    """
    if len(files) != 1:
        raise FileRejected(", ".join(file.name for file in files), 0, "wrong-files", "this source is one file")
    file, records, errors = files[0], list[ListedRecord](), list[RowError]()
    for path, element in xml_elements(file, decoded(file), layout):
        if path not in layout.records:
            element.pass_over(*root_attributes).finish()
            continue
        try:
            records.append(read(element))
        except RowRejected as fault:
            errors.append(fault.at(file.name, element.line))
    if not records and not errors:
        raise FileRejected(file.name, 0, "no-rows", "a document without entries")
    kept, warnings = merged(sorted(records, key=first))
    found = ParsedList(code, kept, rows_read=len(records), rows_rejected=len(errors), warnings=warnings)
    return Parsed((found,), tuple(errors))
