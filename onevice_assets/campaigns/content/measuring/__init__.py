"""What can be measured of a file of strangers: in a child process, within limits.

    measured.py   what comes back: figures, or one reason why not
    pixels.py     light and colours of a picture
    image.py      stills and animations, by Pillow
    video.py      videos, by PyAV (FFmpeg)
    child.py      the process that opens the file
    reader.py     the parent, which outlives whatever becomes of it

Nothing else of the platform opens a picture or a video.
"""
