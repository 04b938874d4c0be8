"""What is written as files."""
