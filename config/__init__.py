"""
Facts without behaviour: settings, stages, label texts, locale data.

Imports nothing of ours, so that every other folder may import it.
"""
