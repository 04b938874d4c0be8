"""Files of a site's own and of ION's, read into definitions that the engine imports."""
