"""Text in tables that people open in a spreadsheet."""

# The full-width ones count as the plain ones in spreadsheets set to East Asian languages.
_BEGINS_FORMULA = tuple("=+-@＝＋－＠")


def harmless(text: str) -> str:
    """Text that no spreadsheet takes for a formula.

    What begins as one does (= + - or @, a tab or a new line) gets an apostrophe in front, as OWASP advises ("CSV
    Injection"). Stretch files, with all their words, may come from strangers.
    """
    begins = text.lstrip()[:1] in _BEGINS_FORMULA or text[:1] in ("\t", "\r", "\n")
    return f"'{text}" if begins else text
