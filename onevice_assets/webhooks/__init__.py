"""What every endpoint for machines that sign has in common, whoever's deliveries it takes.

    read_body.py   a body within its limits of size, time and kind
    signature.py   HMAC over the raw bytes, in constant time; secrets from the environment
    serve.py       a process that serves them, slow senders cut off

Who is let in and where bodies go is for `campaigns/webhooks` (shops, forms) and
`operations/episodes/door.py`.
"""
