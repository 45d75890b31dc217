"""A generation's passages in Milvus: a server for many machines, or a file by milvus-lite."""
