"""Signing in: passwords against sessions, for whoever shows pages to people not on loopback.

    session = sign_in(control, store, email=…, password=…, address=…)   to a cookie: its secret
    user = look_up(control, store, secret)                               at every request
    sign_out(store, secret)

    door.py       the three above: the order things happen in
    sessions.py   what Redis keeps of a session (seed 004)
    throttle.py   how often somebody may guess

Users and roles are in `resources.control_plane`; cookies and pages belong to who shows them.
"""

from __future__ import annotations

from resources.sign_in.door import Session, look_up, sign_in, sign_out

__all__ = ["Session", "look_up", "sign_in", "sign_out"]
