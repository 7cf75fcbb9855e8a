"""PoseCheck: ``streamlit run app.py``."""

import streamlit as st

from posecheck.ui import practise, review

st.set_page_config(page_title="PoseCheck", page_icon="🧘", layout="wide")
# Streamlit leaves a hand's breadth above every page; a laptop on a stool has no height to spare.
st.html("<style>.stMainBlockContainer { padding-top: 4rem; padding-bottom: 2rem; }</style>")
pages = {
    "practise": st.Page(practise.page, title="Practise", url_path="practise", default=True),
    "review": st.Page(review.page, title="Review", url_path="review"),
}
st.session_state["pages"] = pages
st.navigation(list(pages.values()), position="top").run()
