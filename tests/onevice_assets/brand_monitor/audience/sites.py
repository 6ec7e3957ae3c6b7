"""Small websites of different trades, as scraped pages; written for these tests."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from onevice_assets.tables import audience
from resources.control_plane import baskets, brands, websites
from resources.control_plane.resource import ControlPlane
from resources.control_plane.websites import Website
from resources.identity import derived_id, text_hash
from resources.lake import Lake

SCRAPED_AT = datetime(2026, 11, 1, 8, tzinfo=UTC)
EXAMPLE = Path(__file__).parents[4] / "examples" / "site"
BRANDS = ("Firefox", ("Chrome", "Edge", "Safari", "Opera", "Brave"))


@dataclass(frozen=True)
class Paper:
    """What a test says of a page."""

    path: str
    page_type: str
    title: str
    text: str
    meta: str = ""
    headings: tuple[tuple[int, str], ...] = field(default=())


BAKERY = (
    Paper(
        "/", "homepage", "Korn & Kruste – artisan bakery in Portland",
        "We bake sourdough bread and croissants every night. Come early: the loaves are warm at "
        "seven. Korn & Kruste is a family-run bakery in Portland with two ovens and one dog.",
        "Sourdough bread, pastries and cakes, baked every night in Portland.",
        ((1, "Bread takes time"), (2, "Baked at night, sold in the morning"), (2, "Opening hours")),
    ),
    Paper(
        "/cakes", "product", "Cakes to order | Korn & Kruste",
        "Birthday cakes and wedding cakes, ordered two days ahead. Flour from Oregon.",
        "Birthday cakes to order.", ((1, "Cakes to order"),),
    ),
    Paper(
        "/about", "about", "About | Korn & Kruste",
        "Three bakers and one apprentice in Portland. Our sourdough is twelve years old.",
    ),
)  # fmt: skip

SAAS = (
    Paper(
        "/", "homepage", "Plannado: project management software for agencies",
        "Plannado is an all-in-one project management platform for creative agencies. See every "
        "project on one board, plan who works on what, and bill the hours. Book a demo today.",
        "Plan projects, people and budgets in one place. Project management software for agencies.",
        ((1, "Project management that agencies enjoy"), (2, "Plan who works on what"),
         (2, "Budgets without spreadsheets"), (2, "Talk to your team")),
    ),
    Paper(
        "/pricing", "other", "Pricing – Plannado",
        "Starter $9 per user per month. Enterprise with single sign-on: contact sales.",
    ),
    Paper(
        "/vs-trello", "blog", "Plannado vs Trello and Asana",
        "Looking for an alternative to Trello? Unlike Asana, Plannado counts hours. "
        "Moving from Trello takes ten minutes.",
        headings=((1, "Plannado vs Trello and Asana"),),
    ),
    Paper(
        "/features", "product", "Features – Plannado", "Boards, workload, time tracking, invoices.",
        "Boards, workload and time tracking.",
        ((1, "Features"), (2, "Workload planning"), (2, "Time tracking"), (2, "Client portal")),
    ),
)  # fmt: skip

MARKETPLACE = (
    Paper(
        "/", "homepage", "Loopdoor – the second-hand marketplace for families",
        "Loopdoor is an online marketplace for used children's things. Thousands of sellers list "
        "their prams, toys and clothes. Buyer protection is free; sellers pay a commission.",
        "Buy and sell second-hand baby and children's things.",
        ((1, "Buy second-hand, sell what they outgrew"), (2, "How buyer protection works")),
    ),
    Paper(
        "/sell", "service", "Become a seller | Loopdoor",
        "List your things in two minutes. Buyers and sellers rate each other.",
        headings=((1, "Become a seller"),),
    ),
)  # fmt: skip

PLUMBER = (
    Paper(
        "/", "homepage", "Hargreaves Plumbing | Emergency plumber in Leeds",
        "A burst pipe does not wait. We are a family plumbing company serving Leeds since 1988. "
        "Call us for leaks, blocked drains and boiler repairs.",
        "Emergency plumber in Leeds: leaks, drains, boilers. Fixed prices, same-day visits.",
        ((1, "Emergency plumber in Leeds"), (2, "Fixed prices"), (2, "Contact us")),
    ),
    Paper(
        "/services", "service", "Services | Hargreaves Plumbing",
        "Boiler repair and service. Blocked drains. Bathroom installation in Leeds and Bradford.",
        "What we do", ((1, "Our services"), (2, "Boiler repair"), (2, "Blocked drains"),
                       (2, "Bathroom installation")),
    ),
    Paper("/contact", "contact", "Contact | Hargreaves Plumbing", "12 Mill Road, Leeds. Call us."),
)  # fmt: skip


def page_rows(website_id: str, papers: tuple[Paper, ...]) -> list[dict[str, Any]]:
    """Rows of `scraped_pages`."""
    return [_row(website_id, paper) for paper in papers]


def add_site(
    control: ControlPlane,
    lake: Lake,
    papers: tuple[Paper, ...],
    *,
    domain: str,
    name: str = "",
    organization: str = "default",
) -> Website:
    """Watch a website and lay its pages into the lake."""
    with control.begin() as db:
        website = websites.add(
            db, url=f"http://{domain}/", name=name or None, organization=organization, actor="test"
        )
    lake.write(audience.scraped_pages, website.key, page_rows(website.id, papers))
    return website


def add_example(control: ControlPlane, lake: Lake) -> Website:
    """The bundled example with the brands it is watched for."""
    website = add_site(control, lake, example_papers(), domain="demo.test")
    with control.begin() as db:
        brands.track(db, website.id, BRANDS[0], "own", actor="test")
        for name in BRANDS[1]:
            brands.track(db, website.id, name, "competitor", actor="test")
    return website


@lru_cache(maxsize=1)
def example_papers() -> tuple[Paper, ...]:
    """The pages of `examples/site`, read the way the crawler reads them."""
    return read_folder(EXAMPLE)


def read_folder(folder: Path, most: int = 60) -> tuple[Paper, ...]:
    """Pages of a folder of HTML files, index first."""
    files = sorted(
        folder.rglob("*.html"),
        key=lambda file: (len(file.relative_to(folder).parts), file.name != "index.html", file),
    )
    return tuple(_read_file(folder, file) for file in files[:most])


def history(control: ControlPlane, website: Website) -> list[baskets.Basket]:
    """Basket versions of a website."""
    with control.begin() as db:
        return baskets.history(db, website.id)


def _read_file(folder: Path, file: Path) -> Paper:
    import trafilatura
    from selectolax.lexbor import LexborHTMLParser

    html = file.read_text(encoding="utf-8", errors="replace")
    tree = LexborHTMLParser(html)
    path = file.relative_to(folder).as_posix()
    meta = tree.css_first('meta[name="description"]')
    title = tree.css_first("title")
    return Paper(
        path="/" if path == "index.html" else f"/{path}",
        page_type=_page_type(path),
        title=title.text(strip=True) if title else "",
        text=trafilatura.extract(html) or "",
        meta=(meta.attributes.get("content") or "") if meta else "",
        headings=tuple((int(one.tag[1]), one.text(strip=True)) for one in tree.css("h1, h2, h3")),
    )


def _page_type(path: str) -> str:
    if path == "index.html":
        return "homepage"
    kinds = {"products/": "product", "blog/": "blog", "about": "about", "contact": "contact"}
    return next((kind for start, kind in kinds.items() if path.startswith(start)), "other")


def _row(website_id: str, paper: Paper) -> dict[str, Any]:
    url = f"http://site.test{paper.path}"
    levels = [{"level": level, "text": text} for level, text in paper.headings]
    return {
        "id": derived_id(SCRAPED_AT, "scraped_pages", website_id, text_hash(url)),
        "website_id": website_id,
        "url": url,
        "url_hash": text_hash(url),
        "title": paper.title,
        "meta_description": paper.meta or None,
        "content_text": paper.text,
        "content_html_path": None,
        "word_count": len(paper.text.split()),
        "page_type": paper.page_type,
        "http_status": 200,
        "error": None,
        "headings": json.dumps(levels),
        "depth": paper.path.strip("/").count("/") + (paper.path != "/"),
        "scraped_at": SCRAPED_AT,
    }
