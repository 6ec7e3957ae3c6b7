"""OneVice Assets: what language models say about a brand, as Dagster data assets.

Start reading at `definitions.py`; the main job is `brand_monitor/`, in the order data flows.
"""

import warnings

# Two parts of Dagster that we use knowingly and that say so at every import.
warnings.filterwarnings("ignore", message="Parameter `backfill_policy` of .* is currently in beta")
warnings.filterwarnings("ignore", message="Specifying a partitions_def on an AssetCheckSpec")
