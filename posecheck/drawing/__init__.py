"""What is drawn on a picture of somebody practising, live or recorded: with OpenCV, and without knowing any page."""
