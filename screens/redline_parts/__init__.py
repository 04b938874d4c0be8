"""The redline editor: what its screen is made of."""
