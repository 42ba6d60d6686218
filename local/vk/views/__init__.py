"""VK's objects as its answers show them, each with all the fields that VK's schema requires."""
