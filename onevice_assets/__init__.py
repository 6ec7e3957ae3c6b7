"""OneVice Assets: what language models say about a brand, as Dagster data assets.

Start reading at `definitions.py`; the main job is `brand_monitor/`, in the order data flows.
"""
