"""Answers to plain questions: filters in, SPARQL behind, JSON (or CSV, XLSX, JSON-LD) out."""
