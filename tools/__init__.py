"""What sets a machine up for PoseCheck. No part of the app."""
