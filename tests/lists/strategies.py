"""Files as they should not be: inputs for the readers, for a few hundred examples or for ten thousand."""

from __future__ import annotations

from hypothesis import strategies as st

from sanctions.records import (
    Address,
    DesignationRecord,
    Identifier,
    Kind,
    LicencePolicy,
    ListedRecord,
    Measure,
    Name,
    NameKind,
    SourceFile,
    Strength,
)

_LETTERS = st.characters(exclude_categories=["Cs"], exclude_characters="\0")
texts = st.text(_LETTERS, max_size=20)
words = st.text(_LETTERS, min_size=1, max_size=20).filter(str.strip)
days = st.none() | st.dates()

# What hurts a reader of comma-separated files: quotes, line ends, separators, marks, and bytes of no encoding.
csv_text = st.text(st.sampled_from('ab,"\r\n;|\t é\x1a\ufeff\0'), max_size=200)
# ... and a reader of XML: tags, references, declarations, and what must not be closed twice.
_XML = """
<a <a> </a> /> <sdnList> <sdnEntry> </sdnEntry> & &x; &#0; &#x1a; <!DOCTYPE <!ENTITY [ ]> <![CDATA[ ]]> <!-- -->
<?xml?> <?xml-stylesheet?> text b='c' xmlns='d' xmlns:e='f' <e:a>
"""
xml_text = st.lists(st.sampled_from([*_XML.split(), " ", "\n"]), max_size=30).map("".join)
any_bytes = (
    st.binary(max_size=300)
    | csv_text.map(str.encode)
    | csv_text.map(lambda text: text.encode("utf-16"))
    | xml_text.map(str.encode)
)
any_file = st.builds(SourceFile, st.just("anything"), any_bytes)

names = st.builds(Name, words, st.sampled_from(NameKind), st.sampled_from(Strength), script=texts, language=texts)
addresses = st.builds(Address, texts, texts, texts, texts, texts)
identifiers = st.builds(Identifier, words, words, texts)
acts = st.builds(
    DesignationRecord,
    measure=st.sampled_from(Measure),
    programme=texts,
    legal_bases=st.lists(words, max_size=2).map(tuple),
    citations=st.lists(words, max_size=3).map(tuple),
    listed_on=days,
    effective_on=days,
    ended_on=days,
    divest_by=days,
    licence_requirement=texts,
    licence_policy=texts,
    licence_policy_class=st.sampled_from(LicencePolicy),
    footnotes=st.lists(words, max_size=2).map(tuple),
    source_url=texts,
)
records = st.builds(
    ListedRecord,
    list=words,
    native_id=texts,
    kind=st.sampled_from(Kind),
    names=st.lists(names, min_size=1, max_size=4).map(tuple),
    parent=texts,
    countries=st.lists(words, max_size=3).map(tuple),
    addresses=st.lists(addresses, max_size=3).map(tuple),
    identifiers=st.lists(identifiers, max_size=3).map(tuple),
    designations=st.lists(acts, max_size=3).map(tuple),
    birth_dates=st.lists(words, max_size=2).map(tuple),
    birth_places=st.lists(words, max_size=2).map(tuple),
    nationalities=st.lists(words, max_size=2).map(tuple),
    title=texts,
    remarks=texts,
    details=st.lists(st.tuples(words, texts), max_size=3).map(tuple),
    links=st.lists(words, max_size=2).map(tuple),
)


@st.composite
def damaged(draw: st.DrawFn, raw: bytes) -> bytes:
    """A real file with one to four injuries: bytes lost, doubled, overwritten or moved."""
    injured = bytearray(raw)
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, max(len(injured) - 1, 0)))
        length = draw(st.integers(1, 60))
        with_what = draw(
            st.sampled_from([b"", b'"', b"\n", b",", b"<", b">", b"&", b"\0", b"\xff", b"; ", bytes(injured[:length])])
        )
        injured[start : start + draw(st.integers(0, length))] = with_what
    return bytes(injured)
