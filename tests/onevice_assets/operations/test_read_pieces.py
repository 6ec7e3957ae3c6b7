"""Files as pieces: what is none is told by its line, and the rest goes on."""

from __future__ import annotations

import gzip
import io
from collections.abc import Iterator
from email.message import EmailMessage

import pytest

from onevice_assets.operations.episodes.make_episode import make_episode
from onevice_assets.operations.episodes.reading.piece import Broken, Piece, Row, Text
from onevice_assets.operations.episodes.reading.read_file import read_pieces
from tests.onevice_assets.operations.delivering import CAME, OWNER, Delivery, deliver


def read(data: bytes, name: str) -> list[Piece]:
    return list(read_pieces(io.BytesIO(data), name))


def test_lines_that_are_no_rows_are_told_and_the_others_read() -> None:
    data = b'load_id,status\nL1,booked\nL2\nL3,"in\ntransit"\n\nL4,\xff\nL5,done\n'
    pieces = read(data, "loads.csv")
    assert [(one.line, one.cells) for one in pieces if isinstance(one, Row)] == [
        (2, {"load_id": "L1", "status": "booked"}),
        (4, {"load_id": "L3", "status": "in\ntransit"}),
        (8, {"load_id": "L5", "status": "done"}),
    ]
    broken = [(one.line, one.reason) for one in pieces if isinstance(one, Broken)]
    assert broken == [
        (3, "it has 1 cells where the head has 2 columns"),
        (7, "it has bytes that are no UTF-8"),
    ]


@pytest.mark.parametrize(
    ("data", "name"),
    [
        ("Load ID;Status\nL1;booked\n".encode("utf-16"), "a.csv"),
        (b"\xef\xbb\xbfLoadId\tstatus\r\nL1\tbooked\r\n", "a.tsv"),
        (gzip.compress(b"load-id,STATUS\nL1,booked\n", mtime=0), "a.csv.gz"),
        (b'[{"loadId": "L1", "status": "booked", "stops": [1], "note": null}]', "a.json"),
        (b'\n{"load": {"id": "L1"}, "status": " booked "}\n', "a.jsonl"),
        (b'{"type": "load", "data": {"object": {"load_id": "L1", "status": "booked"}}}', "a.json"),
    ],
)
def test_rows_are_the_same_however_they_are_written(data: bytes, name: str) -> None:
    (row,) = read(data, name)
    assert isinstance(row, Row)
    assert row.cells == {"load_id": "L1", "status": "booked"}


@pytest.mark.parametrize(
    ("data", "name", "reason"),
    [
        (b"", "a.csv", "It is empty"),
        (b"\x00\x01", "a.csv", "It is no text"),
        (b"id,ID\n1,2\n", "a.csv", "Two columns are called id"),
        (b"[1", "a.json", "it is no JSON"),
        (b"[NaN]", "a.json", "it is no JSON"),
        (b"[7]", "a.json", "it is no JSON object"),
        (gzip.compress(b"a,b\n1,2\n" * 9, mtime=0)[:-5], "a.csv.gz", "it is no whole gzip file"),
        (b"hello", "a.eml", "It has no head of a mail (From, Subject, Message-ID)"),
        (b"", "a.pdf", "It is empty"),
    ],
)
def test_a_file_that_cannot_be_read_says_so_and_what_to_do(
    data: bytes, name: str, reason: str
) -> None:
    *_, last = read(data, name)
    assert isinstance(last, Broken)
    assert last.reason.startswith(reason)
    assert last.what_to_do[0].isupper()


def test_a_mail_is_itself_and_what_is_attached_to_it() -> None:
    mail = EmailMessage()
    mail["From"], mail["Subject"], mail["Message-ID"] = "a@example.com", "Loads", "<1@example.com>"
    mail["Date"] = "Sun, 10 Mar 2024 12:00:00 -0500"
    mail.set_content("See the list.")
    mail.add_attachment(b"load_id,status\nL1,booked\n", maintype="text", subtype="csv",
                        filename="loads.csv")  # fmt: skip
    mail.add_attachment(b"%PDF-", maintype="application", subtype="pdf", filename="rate.pdf")
    text, row, document = read(mail.as_bytes(), "in.eml")
    assert isinstance(text, Text)
    assert isinstance(row, Row)
    assert isinstance(document, Text)
    assert (text.own_key, text.content["text"]) == ("<1@example.com>", "See the list.\n")
    assert (row.file, row.line, row.cells["load_id"]) == ("in.eml/loads.csv", 2, "L1")
    assert (document.kind, document.content["media_type"]) == ("document", "application/pdf")
    episode = make_episode(Delivery(OWNER, CAME), text)
    assert episode.event_at is not None
    assert episode.event_at.isoformat() == "2024-03-10T17:00:00+00:00"


def test_a_large_csv_is_read_a_line_at_a_time() -> None:
    class Endless(io.RawIOBase):
        given = 0

        def readable(self) -> bool:
            return True

        def seekable(self) -> bool:
            return True

        def seek(self, *_: int) -> int:
            self.given = 0
            return 0

        def readinto(self, into: bytearray) -> int:  # type: ignore[override]
            line = b"load_id,status\n" if self.given == 0 else b"L,x\n" * (len(into) // 4)
            self.given += len(line[: len(into)])
            into[: len(line)] = line[: len(into)]
            return min(len(line), len(into))

    file = Endless()
    rows: Iterator[Piece] = read_pieces(file, "endless.csv")  # type: ignore[arg-type]
    assert all(isinstance(next(rows), Row) for _ in range(3))
    assert file.given < 1_000_000


def test_the_same_again_is_the_same_episode_in_whatever_file_it_comes() -> None:
    row = "A1,1,ann,2024-03-03,2024-03-02"
    head = "assignment_id,unit,driver_id,from,updated_at\n"
    (first,) = deliver(f"{head}{row}\n", "monday.csv")
    (again,) = deliver(f"{head}\n {row} \n", "tuesday.csv", zone="America/Chicago")
    assert first.id == again.id
    (newer,) = deliver(f"{head}{row.replace('03-02', '03-04')}\n")
    assert newer.id != first.id
    assert (newer.source_key, newer.source_version) == ("A1", "2024-03-04")


def test_a_row_without_a_time_is_new_where_it_is_of_another_day() -> None:
    text = "unit,vin,status\n1,V,parked\n"
    monday, again, friday = (
        deliver(text, as_of=day)[0].id for day in ("2024-03-04", "2024-03-04", "2024-03-08")
    )
    assert monday == again
    assert monday != friday
