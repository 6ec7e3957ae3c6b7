"""What the sections need to know: pure functions of a scope, tested without Dash.

A `Scope` is made for one viewer and one website of theirs; every query takes one and reads nothing
else, so that no address of a page leads to another organization's rows.
"""
