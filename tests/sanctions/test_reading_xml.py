"""An XML document is read element by element and to the last one, or refused with the place and the reason."""

from __future__ import annotations

import pytest

from sanctions.reading import FileRejected, decoded
from sanctions.reading_xml import MAX_DEPTH, Element, Layout, count_elements, root_of, xml_elements
from sanctions.records import SourceFile

LAYOUT = Layout(root="list", records=("entry", "more/entry"), namespaces=("", "urn:l"), beside=("about",))


def elements(text: str | bytes) -> list[tuple[str, Element]]:
    file = SourceFile("list.xml", text.encode() if isinstance(text, str) else text)
    return list(xml_elements(file, decoded(file), LAYOUT))


def refusal(text: str | bytes) -> FileRejected:
    with pytest.raises(FileRejected) as refused:
        elements(text)
    return refused.value


def only(text: str) -> Element:
    [(_, _), (path, element)] = elements(text)
    assert path == "entry"
    return element


DOCUMENT = "<?xml version='1.0' encoding='utf-8'?><list>\n<entry><name>é</name></entry>\n</list>\n"


@pytest.mark.parametrize(
    "raw",
    [
        DOCUMENT.encode(),
        DOCUMENT.encode("utf-8-sig"),
        DOCUMENT.replace("utf-8", "utf-16").encode("utf-16"),
        DOCUMENT.replace("<list>", "<list xmlns='urn:l'>").encode(),
        DOCUMENT.replace("list", "l:list").replace("<l:list>", "<l:list xmlns:l='urn:l'>").replace("entry", "l:entry")
        .replace("name>", "l:name>").encode(),
        DOCUMENT.replace("é", "<![CDATA[é]]><!-- <entry/> -->").encode(),
    ],
    ids=["utf-8", "bom", "utf-16", "namespace", "prefix", "cdata and comment"],
)  # fmt: skip
def test_a_document_is_read_whatever_its_encoding_or_prefixes(raw: bytes) -> None:
    [(root, _), (path, entry)] = elements(raw)

    assert (root, path, entry.take("name"), entry.place) == ("", "entry", "é", "list.xml:2")
    entry.finish()


def test_records_of_several_places_come_in_their_order_with_what_stands_beside_them() -> None:
    found = elements("<list day='1'><about/><entry/><more><entry/></more><entry/></list>")

    assert [path for path, _ in found] == ["", "about", "entry", "more/entry", "entry"]
    assert found[0][1].attribute("day") == "1"


LAUGHS = "<!DOCTYPE list [<!ENTITY a 'ha'>" + "".join(f"<!ENTITY a{n} '{'&a;' * 10}'>" for n in range(9)) + "]>"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("<list><entry/>", "truncated"),
        ("<list><entry><na", "truncated"),
        ("<?xml version='1.0'?>", "truncated"),
        ("<list><entry></name></list>", "not-xml"),
        ("<list/><list/>", "not-xml"),
        ("<list><entry>&nothing;</entry></list>", "not-xml"),
        ("<list><entry>&#0;</entry></list>", "not-xml"),
        ("<list><entry>a\x1ab</entry></list>", "not-xml"),
        ("<list><entry a='1' a='2'/></list>", "not-xml"),
        ("a,b\n1,2\n", "not-xml"),
        ("<feed><entry/></feed>", "wrong-root"),
        ("<list xmlns='urn:other'><entry/></list>", "wrong-root"),
        ("<html><body>503</body></html>", "html-page"),
        ("<list><entry/><listing/></list>", "unread-element"),
        ("<list><entry/>and more</list>", "unread-element"),
        ("<list><more page='2'><entry/></more></list>", "unread-element"),
        ("<?xml version='1.0' encoding='windows-1252'?><list/>", "wrong-encoding"),
        ("<!DOCTYPE list><list/>", "doctype"),
        ("<!DOCTYPE list SYSTEM 'http://127.0.0.1/list.dtd'><list/>", "doctype"),
        ("<!DOCTYPE list [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><list><entry>&x;</entry></list>", "doctype"),
        (f"{LAUGHS}<list><entry>&a8;</entry></list>", "doctype"),
        ("<list>" + "<a>" * 200_000, "unread-element"),
        ("<list><entry>" + "<a>" * 200_000, "too-deep"),
        ("<list><entry " + " ".join(f"a{n}='1'" for n in range(100)) + "/></list>", "too-many-attributes"),
        ("<list><entry>" + "<a/>" * 60_000 + "</entry></list>", "record-too-large"),
        ("<list><entry>" + "x" * 200_000 + "</entry></list>", "field-too-long"),
        ("<list><entry a='" + "x" * 200_000 + "'/></list>", "field-too-long"),
    ],
)
def test_what_is_no_list_is_refused_by_name(text: str, code: str) -> None:
    assert refusal(text).code == code


@pytest.mark.parametrize("raw", [b"", b"  \n", b"<list>\0</list>", b"<list>\xff</list>", b"\xff\xfe<\0l"])
def test_bytes_that_are_no_text_are_refused_before_any_parser(raw: bytes) -> None:
    assert refusal(raw).code in {"empty-file", "nul-byte", "not-utf8", "not-utf16", "truncated"}


def test_a_refusal_names_the_line() -> None:
    assert str(refusal("<list>\n<entry>\n</list>\n")).startswith("list.xml:3: not well-formed")


def test_depth_is_counted_from_the_root() -> None:
    deep = MAX_DEPTH - 2
    assert elements("<list><entry>" + "<a>" * deep + "</a>" * deep + "</entry></list>")
    assert refusal("<list><entry>" + "<a>" * (deep + 1)).code == "too-deep"


@pytest.mark.parametrize(
    "entry",
    ["<entry new='1'/>", "<entry><new/></entry>", "<entry>new</entry>", "<entry><name new='1'>a</name></entry>",
     "<entry><name>a<b/></name></entry>", "<entry xmlns:o='urn:o'><o:name>a</o:name></entry>"],
)  # fmt: skip
def test_a_part_nobody_reads_stops_the_file(entry: str) -> None:
    element = only(f"<list>{entry}</list>")

    with pytest.raises(FileRejected, match="unread-element"):
        element.take("name")
        element.finish()


def test_a_second_element_where_there_is_one_stops_the_file() -> None:
    with pytest.raises(FileRejected, match="repeated-element"):
        only("<list><entry><name>a</name><name>b</name></entry></list>").take("name")


def test_a_record_within_a_record_is_not_a_record_too_many() -> None:
    assert refusal("<list><entry><entry/></entry></list>").code == "count-mismatch"


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("<l><e/><e a='1'></e><ee/><e>\n</e></l>", 3),
        ("<l><!-- <e/> --><![CDATA[<e/>]]><?e <e/> ?></l>", 0),
        ("<x:l><x:e/></x:l>", 1),
    ],
)
def test_records_are_counted_without_a_parser(text: str, count: int) -> None:
    assert count_elements(text, {"e"}) == count


def test_the_root_says_which_format_a_file_is_in() -> None:
    assert root_of(SourceFile("a", b""), "<a:list xmlns:a='urn:l'><entry/>") == ("urn:l", "list")
