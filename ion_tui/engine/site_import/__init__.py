"""What a site file changes: compared with what there is, told as differences, carried out as exactly these.

An import makes what is not there and brings what the file names to what the file says. It removes nothing: what the
file does not name stays as it is. Stock, runs and PINs are only made where their key is not there yet, so that
importing again gives no stock back and resets nobody.

Each module compares one kind of thing (`compare_…`, which reads only) and writes it (`write_…`). Whoever builds a
definition has checked it as `ion_tui.importers` does; here is checked what only the store can know.
"""
