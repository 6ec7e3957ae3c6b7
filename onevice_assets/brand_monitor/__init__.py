"""The LLM brand influence monitor (seed 004): from a website to share of voice.

Stages, in the order data flows: `pages` → `audience` → `prompts` → `responses` → `brand_states` →
`share_of_voice` → `graph` → `report`.
"""
