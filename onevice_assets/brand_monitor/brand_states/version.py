"""Version of the rules that read answers: a new one reads every answer anew."""

EXTRACTOR_VERSION = "4"
