"""Charts as SVG text, for the report and, small, beside the assets in Dagster's UI.

Altair where it draws what is wanted, plain SVG where it does not (flows, network, whiskers). No
chart computes a number.
"""
