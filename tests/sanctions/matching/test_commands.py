"""`screen_file` and `score_pairs`: other people's scripts stand on their files and their JSON."""

from __future__ import annotations

import csv
import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

LISTED = "entity_id\tcluster\tkind\tcountry\tname\talias\nA7\t7\tE\tCN\tHikvision\t0\nB9\t9\tE\tCN\tYitu Limited\t0\n"
SUPPLIERS = "supplier_id\tname\tcountry\nS1\t海康威视\tCN\nS2\tWashington Post\tUS\nS3\tYitu\tCN\n"


def run(*arguments: object) -> dict[str, object]:
    out = StringIO()
    call_command(*map(str, arguments), "--json", stdout=out, stderr=StringIO())
    return json.loads(out.getvalue())


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path, Path]:
    listed, suppliers = tmp_path / "listed.tsv", tmp_path / "suppliers.tsv"
    listed.write_text(LISTED, encoding="utf-8")
    suppliers.write_text(SUPPLIERS, encoding="utf-8")
    return listed, suppliers, tmp_path / "hits.tsv"


def screened(files: tuple[Path, Path, Path], *more: object) -> dict[str, object]:
    listed, suppliers, out = files
    return run("screen_file", "--listed", listed, "--suppliers", suppliers, "--out", out, *more)


def test_screen_file_writes_hits_with_rank_score_and_band(files: tuple[Path, Path, Path]):
    report = screened(files)

    assert {"suppliers", "names", "seconds", "cpu_seconds", "peak_rss_mb"} <= set(report)
    assert (report["suppliers"], report["names"], report["unscreened"]) == (3, 2, 0)
    with files[2].open(encoding="utf-8", newline="") as lines:
        hits = list(csv.DictReader(lines, delimiter="\t"))
    assert [(h["supplier_id"], h["rank"], h["entity_id"], h["band"]) for h in hits] == [
        ("S1", "1", "A7", "strong"),
        ("S3", "1", "B9", "strong"),
    ]


def test_several_processes_give_the_same_file(files: tuple[Path, Path, Path], monkeypatch: pytest.MonkeyPatch):
    screened(files)
    alone = files[2].read_bytes()
    monkeypatch.setattr("sanctions.management.commands.screen_file.CHUNK", 1)

    screened(files, "--threads", 2)

    assert files[2].read_bytes() == alone


def test_a_supplier_that_cannot_be_screened_is_told_and_is_a_finding(files: tuple[Path, Path, Path]):
    files[1].write_text(SUPPLIERS + "S4\t---\tCN\n", encoding="utf-8")
    out, err = StringIO(), StringIO()
    listed, suppliers, hits = map(str, files)

    with pytest.raises(SystemExit) as stopped:
        call_command(
            "screen_file", "--listed", listed, "--suppliers", suppliers, "--out", hits, "--json", stdout=out, stderr=err
        )

    assert stopped.value.code == 1
    assert json.loads(out.getvalue())["unscreened"] == 1
    assert "S4" in err.getvalue()


def test_a_broken_file_is_bad_input_and_writes_nothing(files: tuple[Path, Path, Path]):
    files[1].write_text("supplier_id\tname\tcountry\nS1\tYitu\n", encoding="utf-8")

    with pytest.raises(CommandError, match=r"suppliers.tsv, line 2: 2 cells under 3 columns") as refused:
        screened(files)

    assert refused.value.returncode == 2
    assert not files[2].exists()


def test_score_pairs_scores_every_pair(tmp_path: Path):
    asked, out = tmp_path / "in.csv", tmp_path / "out.csv"
    asked.write_text(
        "id,left,right,kind\n1,Huawei Marine,Huawei Marine,company\n"
        '2,"PUTIN, Vladimir",Vladimir Putin,person\n3,Snow,Snoe,\n',
        encoding="utf-8",
    )

    report = run("score_pairs", asked, "--out", out)

    assert report["pairs"] == 3
    with out.open(encoding="utf-8", newline="") as lines:
        rows = {row["id"]: row for row in csv.DictReader(lines)}
    assert (rows["1"]["score"], rows["1"]["band"], rows["2"]["band"], rows["3"]["band"]) == (
        "1.0000",
        "strong",
        "strong",
        "",
    )


def test_a_pair_with_a_blank_name_is_a_finding_and_not_a_score_of_nothing(tmp_path: Path):
    asked, out, said, told = tmp_path / "in.csv", tmp_path / "out.csv", StringIO(), StringIO()
    asked.write_text('id,left,right\n1,Hikvision,Hikvision\n2,"Yi\ntu",---\n3,Yitu,Snow\n', encoding="utf-8")

    with pytest.raises(SystemExit) as ended:
        call_command("score_pairs", str(asked), "--out", str(out), "--json", stdout=told, stderr=said)

    assert ended.value.code == 1
    with out.open(encoding="utf-8", newline="") as lines:
        rows = {row["id"]: (row["score"], row["band"]) for row in csv.DictReader(lines)}
    assert rows == {"1": ("1.0000", "strong"), "2": ("", "error"), "3": ("0.0000", "")}
    [error] = json.loads(told.getvalue())["errors"]
    assert (error["line"], error["code"]) == (4, "blank-name")
    assert f"{asked}, line 4: pair 2: name '---'" in said.getvalue()


@pytest.mark.parametrize(
    ("text", "message"),
    [("id,left\n1,a\n", "line 1: column right missing"), ("id,left,right\n1,a\n", "line 2: 2 cells under 3 columns")],
)
def test_a_file_that_holds_no_pairs_is_bad_input(tmp_path: Path, text: str, message: str):
    asked, out = tmp_path / "in.csv", tmp_path / "out.csv"
    asked.write_text(text, encoding="utf-8")

    with pytest.raises(CommandError, match=message) as refused:
        run("score_pairs", asked, "--out", out)

    assert refused.value.returncode == 2
    assert not out.exists()


def test_a_place_that_cannot_be_written_to_is_bad_input(tmp_path: Path):
    asked = tmp_path / "in.csv"
    asked.write_text("id,left,right\n1,Yitu,Yitu\n", encoding="utf-8")

    with pytest.raises(CommandError, match="nowhere"):
        run("score_pairs", asked, "--out", tmp_path / "nowhere" / "out.csv")
