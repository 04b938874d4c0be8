"""The README's pictures: real screens on the rover line, painted headless. `make pictures` writes them."""
