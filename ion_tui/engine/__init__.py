"""The rules of the floor: states, availability, sessions, propagation, permissions, history.

Importing this package is cheap: the modules that need the store are loaded when they are asked for by name.
"""
