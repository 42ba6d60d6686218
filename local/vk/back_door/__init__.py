"""The back door at /sim: looking at everything, being anybody, and making VK misbehave."""
