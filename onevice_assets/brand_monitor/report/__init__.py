"""Stage `report`: one self-contained page per website and day, for people.

`collect` reads rows into a view, `measure` cuts them by provider, intent and ICP, `charts` and
`network` draw, `render` writes HTML. Nothing here changes a number.
"""
