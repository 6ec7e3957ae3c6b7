"""Everything that starts or watches runs: sensors, schedules, automation.

A sensor reads the control plane and asks for runs or partitions; it derives nothing itself.
"""
