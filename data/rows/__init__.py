"""What reads answer: frozen dataclasses, free of any database."""
