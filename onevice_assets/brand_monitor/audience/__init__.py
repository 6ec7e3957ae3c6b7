"""Stage `audience`: what a website offers (`website_analysis`) and who would buy it (`icps`).

Upstream: `scraped_pages`. Downstream: stage `prompts`. Each asset has two ways of working that give
the same columns: a hosted language model with a JSON schema, or rules over the pages.
"""
