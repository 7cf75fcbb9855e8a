"""PoseCheck: checks hip-opening and supine stretches from a camera, and counts how long they are really held."""

__version__ = "0.1.0"
