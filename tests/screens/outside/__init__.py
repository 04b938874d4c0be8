"""What is out at suppliers, as a screen."""
