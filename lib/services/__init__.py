"""Service bots and service mini apps: the catalogue, the houses that have them, the menu in a chat."""
