"""Stage `pages`: a website's pages as rows of `scraped_pages`, their bodies as objects.

scrape.py         one website: crawl, compare with the last crawl, rows
note_crawl.py     what others see of a crawl: its state, a bar, when a hard one was
page_rows.py      one page: row and objects, and what of an old row stays
read_text.py      readable text and its words
classify_page.py  what a page is for
"""
