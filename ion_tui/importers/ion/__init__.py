"""Files of ION's own: the procedure export in JSON, and the list of runs in CSV.

Shapes as in FirstResonance/ion-examples (`queries.py`) and FirstResonance/ion-importers (`importers/run/csv`).
"""
