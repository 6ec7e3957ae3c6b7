"""Encrypted, content-addressed backups of everything the platform keeps, and the way back.

    keys.py        who may read a backup: age identities from a file or a command
    sealed.py      one piece of content: packed, encrypted, and checked when it is read
    vault.py       the place backups lie in: blobs by content, manifests by time
    manifest.py    what one backup holds, and that nobody else wrote it
    entries.py     a stream of bytes to blobs and back, a piece at a time in memory
    stores/        what is in each store, as streams whose bytes depend on the content alone
    resource.py    the settings

Nothing here knows an asset. In which order stores are read, and what happens after a restore, is in
`onevice_assets/upkeep/backup`; why it is so in ADR 46.
"""
