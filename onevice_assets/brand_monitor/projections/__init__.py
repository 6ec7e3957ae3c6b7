"""The stores' copies of the lake's tables of this system, one class per store.

What a copy can do is `onevice_assets/publishing/projection.py`.
"""
