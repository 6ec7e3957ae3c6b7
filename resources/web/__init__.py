"""The web as the platform sees it: one website crawled politely, safely and repeatably.

    addresses.py   what an address is, and when two are the same page
    site.py        which addresses belong to the website
    guard.py       which machines may be connected to (SSRF)
    transport.py   HTTP over connections that the guard opened
    pacing.py      politeness per host
    answers.py     what a server answered; bodies decompressed within limits
    client.py      one page: redirects by hand, time and size limits, back-off (a crawlee client)
    robots.py      robots.txt and its sitemaps
    outline.py     what stands in a page's markup: title, headings, links
    outline_apart.py  the same in a process of its own, where a page could take for ever
    frontier.py    which page is next; the same pages on every run
    visit.py       what becomes of an answer
    engine.py      crawlee, wired so that nothing of it is global
    crawl.py       the crawl itself, in a thread of its own
    pages.py       what a crawl takes in and gives back
    duplicates.py  pages that are the same page
    example.py     the bundled example, served on loopback
    resource.py    `Web`, what the assets see

What a page *means* (its text, its type) is the business of `onevice_assets/brand_monitor/pages`.
"""
