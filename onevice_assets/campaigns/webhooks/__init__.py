"""The endpoint that takes deliveries of clients' shops and forms (seed 001, data flow).

    client_secrets.py  what each client's deliveries are verified by, from the environment
    verify.py          signatures and tokens, in constant time
    describe.py        what headers tell of a delivery; which of them are kept
    keep.py            body first, then row: many deliveries in one transaction
    known_clients.py   who there is, looked up now and then
    app.py             the routes: what is answered to whom
    measuring/         how long an answer takes

Bodies, signatures and the process are as for every endpoint: `onevice_assets/webhooks`.
Nothing is understood here: what a delivery says is read later (`campaigns/attribution`), so that a
sender never waits for it. No body, no address of a person and no secret is logged.
"""
