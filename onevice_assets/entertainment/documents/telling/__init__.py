"""What is told of a document beyond its text: all by rules, nothing here asks a model.

`tell_document.py` is the one entry; what words mean is in `cues.toml`, what a type of document
entails (sensitivity, encryption, retention) in `protection.py`.
"""
