"""Notices to people: what is said (`notice`), by which channel, and at most once.

`resource.Notifier` holds the channels that the environment sets, `webhook` and `mail` speak to
servers, `deliver` keeps account in `control.notices` so that a brand has at most one notice a day
and channel. What is worth a notice is the business of the checks that call `deliver`.
"""
