"""What a site consists of: the one form for site files, their published schema, and the engine's import.

Frozen dataclasses, each named for what it defines. pydantic validates them, so importing a definition is not
cheap: nothing that the first paint needs may do it.
"""
