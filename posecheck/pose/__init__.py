"""Where pictures become landmarks: the pose models, MediaPipe, and video files."""
