"""PoseCheck: ``streamlit run app.py``."""

import streamlit as st

from posecheck.ui import library, practise, profiles, reminder, review, settings_page, video_page

st.set_page_config(page_title="PoseCheck", page_icon="🧘", layout="wide")
# Streamlit leaves a hand's breadth above every page; a laptop on a stool has no height to spare. And on a tablet the
# video should fill the width, with the rest below it. What is chosen, and what is said in small print, must be readable
# on both themes (13.5:1 and 7.4:1 or more). A picture needs no "Fullscreen" of its own beside the practice's.
st.html(
    """<style>
    .stMainBlockContainer { padding-top: 4rem; padding-bottom: 2rem; }
    .stButtonGroup button[aria-checked="true"], .stButtonGroup button[aria-checked="true"] p {
      color: inherit !important; font-weight: 600; }
    [data-testid="stSliderThumbValue"] { color: inherit !important; }
    [data-testid="stFullScreenFrame"]:has(.stImage) [data-testid="stElementToolbar"] { display: none; }
    [data-testid="stCaptionContainer"] { opacity: 0.8 !important; }
    .st-key-who { position: fixed; top: 0.55rem; right: 3.5rem; width: 11rem; z-index: 1000000; }
    @media (max-width: 1000px) {
      .stHorizontalBlock:has(iframe) [data-testid="stImage"] { max-width: 26rem; margin: 0 auto; }
      .stHorizontalBlock:has(iframe) { flex-direction: column; gap: 1rem; }
      .stHorizontalBlock:has(iframe) > .stColumn { width: 100%; min-width: 100%; flex: none; }
    }
    </style>"""
)
if not profiles.enter():
    st.stop()
pages = {
    "practise": st.Page(practise.page, title="Practise", url_path="practise", default=True),
    "review": st.Page(review.page, title="Review", url_path="review"),
    "library": st.Page(library.page, title="Library", url_path="library"),
    "video": st.Page(video_page.page, title="Video", url_path="video"),
    "settings": st.Page(settings_page.page, title="Settings", url_path="settings"),
}
st.session_state["pages"] = pages
page = st.navigation(list(pages.values()), position="top")
profiles.chooser()
page.run()
reminder.watch()
video_page.watch(shown=page == pages["video"])
