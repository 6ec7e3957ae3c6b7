"""The intent service (seed 003): what people ask again and again, and what they ask next.

    patterns    conversations → recurring intents → their graph → who asks for them

Not here: the prompts themselves (`onevice_assets.brand_monitor.prompts`), the stores
(`resources`), what kind of answer a question wants (`onevice_assets.intent_types`).
"""
