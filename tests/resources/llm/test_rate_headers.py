"""What headers of providers say of limits; what cannot be read is not there."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resources.llm.rate_headers import RateNews, read_rate_news

NOW = datetime(2026, 11, 22, 12, 0, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("headers", "news"),
    [
        ({}, RateNews()),
        ({"retry-after": "7"}, RateNews(retry_after_s=7)),
        ({"retry-after": "0.25"}, RateNews(retry_after_s=0.25)),
        ({"retry-after": "-3"}, RateNews(retry_after_s=0)),
        ({"retry-after": "nan"}, RateNews()),
        ({"retry-after": "inf"}, RateNews()),
        ({"retry-after": "soon"}, RateNews()),
        ({"retry-after": ""}, RateNews()),
        ({"retry-after-ms": "1500", "retry-after": "9"}, RateNews(retry_after_s=1.5)),
        ({"retry-after": "Sun, 22 Nov 2026 12:00:30 GMT"}, RateNews(retry_after_s=30)),
        ({"retry-after": "Sun, 22 Nov 2026 11:00:00 GMT"}, RateNews(retry_after_s=0)),
        (
            {"x-ratelimit-remaining-requests": "0", "x-ratelimit-reset-requests": "6m0s"},
            RateNews(requests_left=0, requests_reset_s=360),
        ),
        (
            {"x-ratelimit-remaining-tokens": "12", "x-ratelimit-reset-tokens": "120ms"},
            RateNews(tokens_left=12, tokens_reset_s=0.12),
        ),
        (
            {
                "anthropic-ratelimit-requests-remaining": "3",
                "anthropic-ratelimit-requests-reset": "2026-11-22T12:00:09Z",
            },
            RateNews(requests_left=3, requests_reset_s=9),
        ),
        ({"x-ratelimit-remaining-requests": "-1"}, RateNews()),
        ({"x-ratelimit-reset-tokens": "1x"}, RateNews()),
        (
            {"x-ratelimit-limit-requests": "500", "x-ratelimit-limit-tokens": "200000"},
            RateNews(requests_per_minute=500, tokens_per_minute=200_000),
        ),
        (
            {
                "anthropic-ratelimit-requests-limit": "1000",
                "anthropic-ratelimit-tokens-limit": "600000",
                "anthropic-ratelimit-input-tokens-limit": "500000",
                "anthropic-ratelimit-output-tokens-limit": "100000",
            },
            RateNews(requests_per_minute=1000, tokens_per_minute=100_000),
        ),
        (
            {
                "x-ratelimit-limit-requests": "10000",
                "x-ratelimit-remaining-requests": "9999",
                "x-ratelimit-reset-requests": "8.64s",
            },
            RateNews(requests_left=9999, requests_reset_s=8.64),  # a day's limit
        ),
        (
            {
                "x-ratelimit-limit-requests": "500",
                "x-ratelimit-remaining-requests": "499",
                "x-ratelimit-reset-requests": "120ms",
            },
            RateNews(requests_left=499, requests_reset_s=0.12, requests_per_minute=500),
        ),
        (
            {
                "x-ratelimit-limit-requests": "50",
                "x-ratelimit-remaining-requests": "49",
                "x-ratelimit-reset-requests": "2026-11-22T12:00:02Z",
            },
            RateNews(requests_left=49, requests_reset_s=2, requests_per_minute=50),
        ),
        ({"x-ratelimit-limit-requests": "0", "x-ratelimit-limit-tokens": "-5"}, RateNews()),
        ({"x-ratelimit-limit-tokens": "1e99", "x-ratelimit-limit-requests": "many"}, RateNews()),
    ],
)
def test_every_known_form_is_read_and_nonsense_is_not_there(
    headers: dict[str, str], news: RateNews
) -> None:
    assert read_rate_news(headers, NOW) == news


@pytest.mark.parametrize(
    ("news", "wait_s"),
    [
        (RateNews(), 0),
        (RateNews(requests_left=0, requests_reset_s=12), 12),
        (RateNews(requests_left=1, requests_reset_s=12), 0),
        (RateNews(tokens_left=99, tokens_reset_s=4), 4),
        (RateNews(tokens_left=100, tokens_reset_s=4), 0),
        (RateNews(requests_left=0), 0),
    ],
)
def test_a_wait_is_asked_for_only_where_too_little_is_left(news: RateNews, wait_s: float) -> None:
    assert news.wait_s(next_tokens=100) == wait_s


@given(st.dictionaries(st.sampled_from(["retry-after", "retry-after-ms"]), st.text(max_size=40)))
def test_no_header_breaks_the_reading(headers: dict[str, str]) -> None:
    said = read_rate_news(headers, NOW).retry_after_s
    assert said is None or said >= 0
