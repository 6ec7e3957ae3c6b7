"""The live page: the marts, read only, with filters, drill-down and exports (`onevice dashboard`).

    serve.py       sockets and the web server
    app.py         assembly: Flask, Dash, the doors before them
    access/        who may see what: viewers, sign-in, headers
    address.py     what the page shows is what its URL says
    queries/       pure functions: lake and filters to rows; no Dash in there
    sections/      rows to what stands on the page
    callbacks.py   thin: URL to queries to sections
    exports.py     what is on the screen, or a mart, as a file

Numbers come from `onevice_assets.measures`, as everywhere; nothing is measured here. Dash is
imported by this package only, and this package by its command only.
"""
