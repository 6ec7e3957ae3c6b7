"""The systems the platform talks to, one module each; nothing here knows an asset or a sensor.

Import the module you need (`resources.lake`, `resources.control_plane`); this file stays empty so
that loading the definitions does not load drivers.
"""
