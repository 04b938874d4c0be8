"""What the Queue screen is made of: its rows, its tabs, its detail pane, and what it asks for."""
