"""Stories of the floor, on the whole kiosk and a real store."""
