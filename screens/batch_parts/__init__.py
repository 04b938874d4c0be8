"""What the batch manager is made of."""
