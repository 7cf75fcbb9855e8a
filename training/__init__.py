"""Trains the weights of the lift; needs PyTorch, which the app does not."""
