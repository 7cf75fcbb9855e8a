"""The Streamlit pages and the camera. The only place that imports Streamlit."""
