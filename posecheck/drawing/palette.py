"""Colours, safe for colour-blind eyes (after Okabe and Ito, 2008) and readable on skin, mat and wood. RGB.

Colour never speaks alone: in place is a solid line, out of place dashed, cannot tell dotted.
"""

Colour = tuple[int, int, int]

IN_PLACE: Colour = (0, 190, 160)
OUT: Colour = (240, 135, 0)
UNKNOWN: Colour = (176, 182, 188)
PLAIN: Colour = (232, 236, 240)
INK: Colour = (16, 24, 32)
PAPER: Colour = (250, 251, 252)
BAND: Colour = (120, 225, 205)


def css(colour: Colour) -> str:
    """A colour as CSS writes it."""
    return "#{:02x}{:02x}{:02x}".format(*colour)
