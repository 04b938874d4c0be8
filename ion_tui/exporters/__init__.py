"""What the engine answers, written as files: the site file's form and others."""
