"""The apps that the kiosk is held against: as little as Textual lets one write."""
