"""Checking of files: reading by ``ingest``, checking by ``shapes``, one notice or many."""
