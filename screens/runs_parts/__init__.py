"""What the Runs screen is made of: its rows, its question, what is selected, and how runs are given and started."""
