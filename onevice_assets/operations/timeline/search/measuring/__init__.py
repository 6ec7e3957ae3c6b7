"""How well and how fast the operations memory is searched, measured."""
