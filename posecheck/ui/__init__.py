"""The Streamlit pages, the camera, and what is drawn. The only place that imports Streamlit."""
