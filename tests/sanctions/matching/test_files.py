"""Files of names are read strictly: the message names file, line and reason."""

from __future__ import annotations

import pytest

from sanctions.matching.files import FileUnreadable, Suppliers, listed_entries, pairs
from sanctions.records import Kind, NameKind

LISTED = (
    "entity_id\tcluster\tkind\tcountry\tname\talias\n"
    "7\t7\tE\tCN\tHangzhou Hikvision\t0\n"
    "7\t7\tE\tCN\tHikvision\t1\n"
    '9\t9\tP\t\t"PUTIN", Vladimir\t0\n'
)


def test_names_of_one_entry_are_read_together():
    ids, entries = listed_entries("listed.tsv", LISTED.encode())

    assert ids == ["7", "9"]
    assert [(entry.key, entry.kind, entry.countries) for entry in entries] == [
        (0, Kind.COMPANY, ("CN",)),
        (1, Kind.PERSON, ()),
    ]
    assert [(name.text, name.kind) for name in entries[0].names] == [
        ("Hangzhou Hikvision", NameKind.PRIMARY),
        ("Hikvision", NameKind.AKA),
    ]
    assert entries[1].names[0].text == '"PUTIN", Vladimir'


def test_a_supplier_is_asked_with_its_country():
    text = "supplier_id\tname\tcountry\r\nS1\tYitu\tCN\r\n\n"
    [(supplier, subject)] = Suppliers("s.tsv", text.encode("utf-8-sig"))

    assert (supplier, subject.names, subject.countries) == ("S1", ("Yitu",), ("CN",))


def test_a_pair_may_say_what_it_is():
    found = pairs("p.csv", b'id,left,right,kind\n1,"Putin, V.",Putin,Person\n2,a,b,\n')

    assert [(pair.id, pair.left, pair.kind) for pair in found] == [
        ("1", "Putin, V.", Kind.PERSON),
        ("2", "a", Kind.UNKNOWN),
    ]


BROKEN = [
    (listed_entries, "", "line 1: column entity_id, kind, country, name, alias missing"),
    (listed_entries, LISTED + "8\t8\tE\tCN\n", "line 5: 4 cells under 6 columns"),
    (listed_entries, LISTED + "8\t8\tX\tCN\tname\t0\n", "line 5: kind 'X' is none of E, P, V, A, \\?"),
    (Suppliers, "id\tname\n", "line 1: column supplier_id, country missing"),
    (Suppliers, "supplier_id\tname\tcountry\nS1\tYitu\tCN\nS2\tYitu\n", "line 3: 2 cells under 3 columns"),
    (pairs, "id,left\n", "line 1: column right missing"),
    (pairs, 'id,left,right\n1,"a,b\n', "line 2: "),
    (pairs, "id,left,right,kind\n1,a,b,thing\n", "line 2: 'thing' is no kind"),
]


@pytest.mark.parametrize(("read", "text", "message"), BROKEN)
def test_a_broken_file_is_refused_with_its_line(read, text: str, message: str):
    with pytest.raises(FileUnreadable, match=f"broken.txt, {message}"):
        read("broken.txt", text.encode())


def test_a_file_in_another_encoding_is_refused_with_its_line():
    with pytest.raises(FileUnreadable, match=r"s.tsv, line 2: not UTF-8"):
        Suppliers("s.tsv", "supplier_id\tname\tcountry\n1\tMünchen\tDE\n".encode("latin-1"))
