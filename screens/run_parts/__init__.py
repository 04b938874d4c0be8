"""What the Run screen is made of."""
