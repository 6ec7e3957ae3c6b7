"""Cuts of a day: counted by hand."""

from __future__ import annotations

from onevice_assets.brand_monitor.report.measure import Cell, cut_by, lead_topics


def test_a_cut_counts_each_answer_once_per_part() -> None:
    counting = [
        {"brand_name": "A", "presence": "mentioned", "response_id": "1", "part": "x"},
        {"brand_name": "B", "presence": "ignored", "response_id": "1", "part": "x"},
        {"brand_name": "A", "presence": "ignored", "response_id": "2", "part": "y"},
        {"brand_name": "A", "presence": "mentioned", "response_id": "3", "part": None},
    ]
    cut = cut_by(counting, "part", ["A", "B"])
    assert cut.parts == ["x", "y"]
    assert cut.cells == [
        Cell("A", "x", 1, 1),
        Cell("A", "y", 0, 1),
        Cell("B", "x", 0, 1),
        Cell("B", "y", 0, 1),
    ]
    assert [cell.rate for cell in cut.cells] == [1.0, 0.0, 0.0, 0.0]


def test_a_part_without_answers_has_no_rate() -> None:
    assert Cell("A", "x", 0, 0).rate is None


def test_a_topic_is_led_by_the_brands_named_most_in_it() -> None:
    rows = [("A", "mentioned", "1"), ("B", "recommended", "1"), ("B", "mentioned", "2")]
    counting = [
        {"brand_name": brand, "presence": presence, "response_id": answer, "topic": "phones"}
        for brand, presence, answer in [*rows, ("A", "ignored", "2"), ("C", "ignored", "2")]
    ]
    (topic,) = lead_topics(counting)
    assert (topic.name, topic.responses) == ("phones", 2)
    assert [(cell.brand, cell.rate) for cell in topic.leaders] == [("B", 1.0), ("A", 0.5)]
