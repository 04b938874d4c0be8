"""Stories of batches."""
