"""Stage `prompts`: what each ideal customer would ask a language model, and what kind of question.

Assets `conversation_sequences`, `prompts` and `prompt_classifications`. Upstream: `icps`,
`website_analysis`; people's overrides and imports in the control plane. Downstream: `responses`.
"""
