"""OneVice Assets: what language models say about a brand, as Dagster data assets.

Start reading at `definitions.py`; the main job is `brand_monitor/`, in the order data flows.
"""

import warnings

# Parts of Dagster that we use knowingly and that say so at every import: free stages take a range
# of days in one run, paid ones a day.
warnings.filterwarnings("ignore", message="Parameter `backfill_policy` of .* is currently in beta")
warnings.filterwarnings("ignore", message="Specifying a partitions_def on an AssetCheckSpec")
warnings.filterwarnings("ignore", message="Asset job .* with varying BackfillPolicies")
warnings.filterwarnings("ignore", message="Handling yaml-defined logging configuration")
