"""What a page is for, by rules: its address first, then what its markup and title say of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import unquote, urlsplit

PageType = str  # one of onevice_assets.tables.audience.PAGE_TYPES

_SPOKEN: Mapping[PageType, str] = {
    "contact": (
        "contact contacts contact-us contactus get-in-touch talk-to-us contact-sales kontakt "
        "contacto contato contatti nous-contacter yhteystiedot 联系我们 お問い合わせ"
    ),
    "about": (
        "about about-us aboutus company our-story story team our-team leadership mission "
        "who-we-are history careers jobs press ueber-uns uber-uns über-uns unternehmen "
        "a-propos qui-sommes-nous sobre sobre-nosotros quienes-somos chi-siamo over-ons 关于我们 "
        "会社概要"
    ),
    "blog": (
        "blog blogs news newsroom article articles post posts stories insights magazine journal "
        "press-releases aktuelles nachrichten neuigkeiten actualites actualités noticias "
        "notizie nieuws 新闻 ニュース ブログ"
    ),
    "service": (
        "service services consulting training professional-services support-plans prosupport "
        "managed-services implementation onboarding dienstleistungen leistungen beratung "
        "servicios serviços servizi diensten 服务 サービス"
    ),
    "product": (
        "product products pricing prices plans shop store features feature platform solutions "
        "solution download downloads editions catalog catalogue collections item items apps "
        "integrations compare produkt produkte preise funktionen lösungen loesungen produit "
        "produits tarifs fonctionnalites boutique producto productos precios tienda produto "
        "produtos prodotti prezzi producten prijzen 产品 価格 製品"
    ),
}
_PATH_WORDS = {kind: frozenset(words.split()) for kind, words in _SPOKEN.items()}
_DATED = re.compile(r"/(?:19|20)\d\d/(?:0?[1-9]|1[0-2])(?:/|$)")
_EXTENSION = re.compile(r"\.\w{2,5}$")
_STRUCTURED = re.compile(r'"@type"\s*:\s*"(\w+)"')
_OG_ARTICLE = re.compile(r"<meta[^>]+og:type[^>]+content=[\"']article[\"']", re.I)
_BY_STRUCTURE = {
    "ContactPage": "contact",
    "AboutPage": "about",
    "BlogPosting": "blog",
    "NewsArticle": "blog",
    "Blog": "blog",
    "Service": "service",
    "Product": "product",
    "SoftwareApplication": "product",
}
_TITLE_STARTS = (
    ("contact", re.compile(r"^(?:contact\b|get in touch|kontakt\b|contacto\b)", re.I)),
    ("about", re.compile(r"^(?:about\b|who we are|our (?:story|team)|über uns|à propos)", re.I)),
    ("product", re.compile(r"^(?:pricing|plans|features|products?|downloads?)\b", re.I)),
    ("service", re.compile(r"^(?:our )?(?:services|consulting|training)\b", re.I)),
    ("blog", re.compile(r"^(?:blog|news)\b", re.I)),
)


def classify_page(url: str, title: str | None, html: str, *, is_start: bool = False) -> PageType:
    """Tell what a page is for.

    Args:
        url: normalised address.
        title: content of `<title>`.
        html: decoded markup, for structured data.
        is_start: whether it is the page the person named.

    Returns:
        homepage, product, service, blog, about, contact or other. The deepest word of the path
        that says something decides, so `/blog/contact-lenses` is blog and `/about/contact` is
        contact; a date in the path means blog.
    """
    path = unquote(urlsplit(url).path).lower()
    if is_start or path in ("", "/"):
        return "homepage"
    return (
        _by_path(path)
        or next((_BY_STRUCTURE[t] for t in _STRUCTURED.findall(html) if t in _BY_STRUCTURE), None)
        or ("blog" if _OG_ARTICLE.search(html) else None)
        or next((kind for kind, start in _TITLE_STARTS if title and start.search(title)), "other")
    )


def _by_path(path: str) -> PageType | None:
    if _DATED.search(path):
        return "blog"
    segments = [_EXTENSION.sub("", segment) for segment in path.strip("/").split("/")]
    for segment in reversed(segments):
        word = segment.replace("_", "-")
        for kind, words in _PATH_WORDS.items():
            if word in words:
                return kind
    return None
