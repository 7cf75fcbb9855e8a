"""Where pictures become landmarks: the pose models and MediaPipe."""
