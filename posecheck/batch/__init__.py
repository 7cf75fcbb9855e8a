"""Many recorded videos: found, analysed on a Dask cluster, each once, with tables over all of them."""
