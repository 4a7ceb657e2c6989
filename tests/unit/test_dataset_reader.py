"""What people send as data is read for what it is, or refused in a sentence."""

import io
import json
import random
import tracemalloc
import zipfile

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from hypotez.adapters.datasets.limits import Limits
from hypotez.adapters.datasets.reader import FileReader
from hypotez.ports.bad_rows import BadRow, RowFault
from hypotez.ports.datasets import Rows
from hypotez.ports.errors import DatasetError
from hypotez.ports.labels import plain_label
from hypotez.ports.learning import Example

READ = FileReader().read
HI = '{"text": "hi", "label": "a"}\n'
MANY_DIGITS = "9" * 9_999
TWO = (Example("hi, you", "greet"), Example("пока", "leave"))


def refused(content: bytes, name: str = "", reader: FileReader = FileReader()) -> str:
    with pytest.raises(DatasetError) as caught:
        reader.read(content, name)
    sentence = str(caught.value)
    assert sentence.endswith(".")
    assert "\n" not in sentence
    return sentence


def zipped(**files: str | bytes) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, file in files.items():
            archive.writestr(name, file, zipfile.ZIP_DEFLATED if len(file) > 100 else zipfile.ZIP_STORED)
    return content.getvalue()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", 'text,label\n"hi, you",greet\nпока,leave\n'),
        ("a.csv", "LABEL;Text\r\ngreet;hi, you\r\nleave;пока\r\n"),
        ("a.csv", '"hi, you",greet\nпока,leave\n'),
        ("a.csv", "id;utterance;intent;split\n1;hi, you;greet;train\n2;пока;leave;test\n"),
        ("a.csv", "текст;метка;ответ\nhi, you;greet;\nпока;leave;\n"),
        ("a.CSV", "hi, you\tgreet\nпока\tleave"),
        ("a.tsv", "text\tlabel\nhi, you\tgreet\nпока\tleave\n"),
        ("a.tsv", "words\tlabel\nhi, you\tgreet\nпока\tleave\n"),
        ("a.csv", "sep=;\ntext;label\nhi, you;greet\nпока;leave\n"),
        ("", "SEP=;\r\nhi, you;greet\r\nпока;leave\r\n"),
        ("a.csv", '"sep=|"\ntext|label\nhi, you|greet\nпока|leave\n'),
        ("a.csv", '\n\ntext,label,,\n"hi, you",greet,,\n,,,\nпока,leave,,\n'),
        ("a.txt", "greet: hi, you\n\nleave:пока\n"),
        ("a.txt", "text;label\nhi, you;greet\nпока;leave\n"),
        ("", "greet： hi, you\rleave: пока"),
        ("", 'text,label\n"hi, you",greet\nпока,leave\n'),
        ("", '"hi, you",greet\nпока,leave\n'),
        ("", '{"text": "hi, you", "label": "greet"}\n\n{"label": "leave", "text": "пока"}\n'),
        ("a.jsonl", '{"Utterance": "hi, you", "intent": "greet", "n": [1]}\n{"text": "\\u043fока", "label": "leave"}'),
        ("a.json", '[{"text": "hi, you", "label": "greet"},\n {"text": "пока", "label": "leave", "answer": null}]'),
        ("a.json", '{"greet": ["hi, you"], "leave": ["пока"]}'),
        ("", ' {"greet":\n["hi, you"] , "leave": [ "пока"\n]}\n'),
        ("a.json", '{"text": "hi, you", "label": "greet"}\n{"label": "leave", "text": "пока"}\n'),
    ],
)  # fmt: skip
def test_every_format_is_read(name, content):
    assert READ(content.encode(), name) == Rows(TWO)


@pytest.mark.parametrize(
    ("name", "content", "answer"),
    [
        ("a.csv", "text,label,answer\nhi,greet,Hello!\n", "Hello!"),
        ("a.csv", "hi,greet,Hello!\nho,greet,Hello!\n", "Hello!"),
        ("", '{"text": "hi", "label": "greet", "response": "Hello!"}', "Hello!"),
    ],
)
def test_answers_are_read(name, content, answer):
    assert READ(content.encode(), name).examples[0] == Example("hi", "greet", answer)


@pytest.mark.parametrize(
    ("name", "content", "texts"),
    [
        ("", "yes, please\nno, thanks", ("yes, please", "no, thanks")),
        ("", "see you at 12:30", ("see you at 12:30",)),
        ("", "look: here\nthere\nand there", ("look: here", "there", "and there")),
        ("", "https://example.org/a", ("https://example.org/a",)),
        ("", "come here", ("come here",)),
        ("a.txt", "a; b\nc", ("a; b", "c")),
        ("a.csv", "text\nhi\nho, ho\n", ("hi", "ho, ho")),
        ("a.csv", "hi\nho\n", ("hi", "ho")),
        ("a.csv", "text,label\nhi,\nho,\n", ("hi", "ho")),
        ("", '["hi", "ho"]', ("hi", "ho")),
        ("", '[{"text": "hi"}, {"text": "ho"}]', ("hi", "ho")),
    ],
)
def test_unlabelled_texts_are_read(name, content, texts):
    assert READ(content.encode(), name) == Rows(texts=texts)


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1251", "cp866"]
)
def test_the_encoding_is_found_out(encoding):
    text = "text;label\nзайди к нам в голосовой канал;join\nвыйди отсюда, пожалуйста;leave\n"
    if encoding in {"utf-16-le", "utf-16-be"}:  # without a mark it can be told by Latin letters only
        text = "text;label\ncome to our channel;join\nplease go away;leave\n"
    rows = READ(text.encode(encoding), "a.csv")
    assert [e.label for e in rows.examples] == ["join", "leave"]
    assert rows.examples[0].text in text


def test_western_letters_are_found_out():
    rows = READ("greet: schöne grüße aus münchen\n".encode("cp1252"))
    assert rows.examples == (Example("schöne grüße aus münchen", "greet"),)


def test_quotes_hold_line_breaks_and_lines_are_counted_right():
    content = 'text,label\r\n"one\r\n""two"", three",a\r\n\r\nlonely,\r\nfour,b\r\n'
    rows = READ(content.encode(), "a.csv")
    assert rows.examples == (Example('one\r\n"two", three', "a"), Example("four", "b"))
    assert rows.bad == (BadRow(5, RowFault.NO_LABEL),)


def test_a_quote_in_tsv_is_but_a_quote():
    assert READ(b'5" disk\ta\n"hello\tb\nx"y\tb\n', "a.tsv").examples[1] == Example('"hello', "b")


@pytest.mark.parametrize(
    ("name", "content", "line", "reason"),
    [
        ("a.csv", "text,label\nhi,a\n,b\n", 3, "has no text"),
        ("a.csv", "text,label\nhi,a\nho\n", 3, "has no label"),
        ("a.csv", "text,label\nhi,a\nho,b,c,d,e\n", 3, "has 5 columns, more than there are in the table"),
        ("a.csv", "text,label\nhi,a\n" + "x" * 10_001 + ",b\n", 3, "has a text of more than 10,000 characters"),
        ("a.csv", "text,label\nhi,a\n" + "x" * 140_000 + ",b\n", 3, "is too long, or has a quote that is not closed"),
        ("a.csv", "text,label\nhi,a\nho," + "x" * 201, 3, "has a label of more than 200 characters"),
        ("a.csv", 'text,label\nhi,a\nho,"b\nhe,c\n', 3, "is too long, or has a quote that is not closed"),
        ("a.csv", 'text,label\nhi,a\nho,"b\nhe"\n', 3, "has a label of several lines"),
        ("a.csv", "sep=;\ntext;label\nhi;a\n\nho\n", 5, "has no label"),
        ("a.csv", "text,label\nhi,a\nh\0o,b\n" + "hi,a\n" * 20, 3, "has control characters"),
        ("a.csv", "text,label,answer\nhi,a,\nho,b," + "x" * 10_001, 3, "has an answer of more than 10,000 characters"),
        ("a.txt", "a: hi\nb:\n", 2, "has no text"),
        ("a.txt", "a: hi\n: ho\n", 2, "has no label"),
        ("a.jsonl", '{"text": "hi", "label": "a"}\n{"text": "ho"', 2, "is no JSON"),
        ("a.jsonl", 'x\n{"text": "hi", "label": "a"}', 1, "is no JSON"),
        ("a.jsonl", '{"text": "hi", "label": "a"}\n["ho", "b"]', 2, "is no JSON object"),
        ("a.jsonl", '{"text": "hi", "label": "a"}\n{"text": [5]}', 2, "has a text, label or answer that is no text"),
        ("a.jsonl", '{"text": "hi", "label": "a"}\n{"text": "\\ud800"}', 2, "has signs that are not Unicode"),
        ("a.jsonl", '{"text": "hi", "label": "a"}\n' + "[" * 100_000, 2, "is no JSON"),
        ("a.jsonl", HI + '{"text": "ho", "label": ' + "9" * 250 + "}", 2, "has a label of more than 200 characters"),
        ("a.jsonl", HI + '{"text": "ho", "label": NaN}', 2, "has a text, label or answer that is no text"),
        ("a.jsonl", f'{HI}{{"text": "ho", "label": {MANY_DIGITS}}}', 2, "has a text, label or answer that is no text"),
        ("a.json", f'[{HI},{{"text": "", "label": {MANY_DIGITS}}}]', 2, "has a text, label or answer that is no text"),
        ("a.json", '[{"text": "hi", "label": "a"},\n\n 5]', 3, "is no JSON object"),
        ("a.json", '{"a": ["hi",\n 5]}', 2, "is no text"),
    ],
    ids=lambda value: str(value)[:30],
)  # fmt: skip
def test_a_bad_row_is_told_with_its_line_and_why(name, content, line, reason):
    rows = READ(content.encode(), name)
    assert rows.examples[0] == Example("hi", "a")
    assert [(bad.line, bad.reason) for bad in rows.bad] == [(line, reason)]


def test_a_byte_that_is_no_utf_8_spoils_its_row_only():
    rows = READ("a: привет, как дела\nb: при\xa0вет\n".encode().replace(b"\xc2\xa0", b"\xa0"), "a.txt")
    assert rows == Rows((Example("привет, как дела", "a"),), bad=(BadRow(2, RowFault.NOT_UNICODE),))


def test_a_mark_before_a_text_is_no_part_of_it():
    assert READ('\ufeff[{"text": "hi", "label": "a"}]').examples == (Example("hi", "a"),)
    assert READ("\ufefftext,label\nhi,a\n").examples == (Example("hi", "a"),)


def test_what_is_no_unicode_in_a_text_is_not_taken_for_an_encoding():
    rows = READ("a: how much \udc80 is it\nb: hello")
    assert rows == Rows((Example("hello", "b"),), bad=(BadRow(1, RowFault.NOT_UNICODE),))


def test_the_first_bad_rows_are_listed_and_all_are_counted():
    rows = FileReader(Limits(bad=3)).read(b"a: hi\nb:\nho\nb:\nho\nb:\na: he\na: ha\na: hu\n")
    assert [bad.line for bad in rows.bad] == [2, 3, 4]
    assert rows.more_bad == 2
    assert len(rows.examples) == 4


def test_a_number_is_a_label_too():
    assert READ(b'{"text": "hi", "label": 3}').examples == (Example("hi", "3"),)


def test_a_number_that_python_does_not_read_spoils_no_row_that_means_another_key():
    content = b'[{"text": "hi", "label": "a", "id": ' + MANY_DIGITS.encode() + b"}]"
    assert READ(content).examples == (Example("hi", "a"),)


@pytest.mark.parametrize(
    "label", ["pay\u202e", "p\u200bay", "\ufeffpay", "\u2066pay\u2069", "pa\u00ady", "p\u200day\u200c"]
)
def test_signs_that_nobody_sees_make_no_label_of_its_own(label):
    content = json.dumps([{"text": "hi", "label": label}, {"text": "ho", "label": "\u200b"}])
    rows = READ(content)
    assert rows.examples == (Example("hi", "pay"),)
    assert rows.bad == (BadRow(1, RowFault.NO_LABEL),)


def test_formulas_are_but_texts():
    rows = READ(b"text,label\n=1+1,a\n'=1+1,a\n@SUM(A1),b\n'tis,b\n", "a.csv")
    assert [e.text for e in rows.examples] == ["=1+1", "=1+1", "@SUM(A1)", "'tis"]


@pytest.mark.parametrize(
    ("content", "name", "says"),
    [
        (b"\x89PNG\r\n\x1a\n" + random.Random(1).randbytes(2000), "a.csv", "This is no text"),
        (random.Random(2).randbytes(5000), "", "This is no text"),
        (b"\x80\x04\x95" + bytes(40) + b"cos\nsystem\n.", "a.json", "This is no text"),
        (b"\xff\xfeabc", "", "encoding"),
        (b"", "a.csv", "There is no text in it"),
        (b"text,label\n", "a.csv", "There is no text in it"),
        (b"a,b,c,d,e\n1,2,3,4,5\n", "a.csv", "5 columns without names"),
        (b"id,label,split\n1,a,x\n", "a.csv", "which column is the text"),
        (b"a:\n", "", "line 1 has no text"),
        (b'text,label\n"a\nb,c\n', "a.csv", "line 2 is too long, or has a quote that is not closed"),
        (b'text,"label\n', "a.csv", "line 1 is too long, or has a quote that is not closed"),
        (b'text,label\n"a' + b"\na" * 100_000, "a.csv", "line 2 is too long, or has a quote that is not closed"),
        (b'{"a": 5}', "a.json", "a “[” is missing"),
        (b"[[[", "", "Line 1 is no JSON"),
        (b'[{"text": "hi", "label": "a"}', "", "is missing"),
        (b'{"a": ["hi"]} x', "", "something follows"),
    ],
    ids=repr,
)  # fmt: skip
def test_what_is_no_data_is_refused(content, name, says):
    assert says in refused(content, name)


@pytest.mark.parametrize(
    ("limits", "content", "says"),
    [
        (Limits(bytes=2 << 20), b"a: b\n" * (1 << 20), "larger than 2 MB"),
        (Limits(rows=1_000), b"a: b\n" * 1_001, "more than 1,000 rows"),
        (Limits(rows=1_000), b"\r\n" * 10_001, "more than 10,000 lines"),
        (Limits(), b"a: b\n" * 150_001, "more than 150,000 rows"),
        (Limits(), b"".join(b"%d: b\n" % number for number in range(1_000_000)), "more than 1,000 labels"),
    ],
    ids=["bytes", "rows", "lines", "more rows than a dataset may have", "labels"],
)
def test_too_much_is_refused(limits, content, says):
    assert says in refused(content, "a.txt", FileReader(limits))


def test_a_gigabyte_is_refused_before_it_is_looked_at():
    assert "larger than 32 MB" in refused(bytes(1 << 30), "a.csv")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.json", b"[" + b"[],[]," * 300_000 + b"[]]"),
        ("a.csv", b"text,label\nhi,a\n" + b"," * 2_000_000),
        ("a.csv", b'text,label\nhi,a\n"' + b'\n","' * 500_000),
        ("a.csv", b"\n" * 90_000 + b"," * 900_000),
        ("a.txt", b"\r" * 2_000_000),
        ("a.txt", b" " * 2_000_000 + b":"),
        ("a.jsonl", b"\n" * 2_000_000),
        ("a.txt", b"\xe0" * 2_000_000),
        ("a.txt", b"\0\1\2" * 700_000),
    ],
    ids=["arrays", "commas", "quotes", "empty rows", "returns", "spaces", "empty lines", "letters", "controls"],
)
def test_hostile_data_costs_little_memory_and_time(name, content):
    tracemalloc.start()
    refused(content, name, FileReader(Limits(rows=50_000)))
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 8 * len(content)


def test_a_zip_is_read_file_by_file():
    content = zipped(
        **{"b/one.csv": "text,label\nhi,a\n", "two.TXT": "b: ho\nb:\n", "README.md": "# no", ".a.txt": "x"}
    )
    rows = READ(content, "whatever")
    assert rows.examples == (Example("hi", "a"), Example("ho", "b"))
    assert rows.bad == (BadRow(2, RowFault.NO_TEXT, "two.TXT"),)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (zipped(**{"a.png": b"x"}), "no file that ends in .csv"),
        (zipped(**{"a.csv": bytes(1000)}), "“a.csv” in the archive cannot be used. This is no text"),
        (zipped(**{f"{number}.txt": "a: b" for number in range(1_001)}), "more than 1,000 files"),
        (zipped(**{"a.txt": b"a: b\n" * 10_000_000}), "unpacks to far more"),
        (
            zipped(**{f"{number}.txt": random.Random(number).randbytes(50_000).hex() for number in range(40)}),
            "far more",
        ),
        (zipped(**{"a.txt": "a: b"})[:-30], "damaged"),
        (b"PK\x03\x04", "damaged"),
        (zipped(**{"a.txt": b"a: b\n"}).replace(b"a: b", b"a: c"), "damaged"),
    ],
    ids=["none", "binary", "many", "bomb", "bombs", "cut", "stub", "changed"],
)
def test_a_hostile_archive_is_refused(content, says):
    assert says in refused(content, "", FileReader(Limits(bytes=3 << 20)))


SIGNS = st.sampled_from(list("ab ,;:\t\n\r\"'{}[]=\0\ud800é—"))
TEXT = st.text(SIGNS) | st.text()


def outcome(content: bytes, name: str) -> Rows | str:
    """What was read, or why it was not."""
    try:
        return READ(content, name)
    except DatasetError as error:
        return str(error)


@settings(max_examples=300, deadline=None)
@given(
    st.binary() | TEXT.map(lambda text: text.encode("utf-8", "surrogatepass")),
    st.sampled_from(["", "a.csv", "a.tsv", "a.json", "a.jsonl", "a.txt", "a.zip", "csv", "../a.csv", "\0"]),
)
@example(zipped(**{"a.csv": "x"}), "")
def test_whatever_the_bytes_are_they_are_rows_or_a_dataset_error(content, name):
    found = outcome(content, name)
    if isinstance(found, str):
        assert found.endswith(".")
    else:
        assert found.examples or found.texts
        assert all(e.text == e.text.strip() != "" and e.label == plain_label(e.label) != "" for e in found.examples)


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | TEXT, lambda inner: st.lists(inner) | st.dictionaries(TEXT, inner)
)


@settings(max_examples=100, deadline=None)
@given(JSON)
def test_whatever_json_says_it_is_rows_or_a_dataset_error(value):
    found = outcome(json.dumps(value).encode(), "a.json")
    assert not isinstance(found, str) or found.endswith(".")
