"""What exists: vocabulary, code lists, identifiers."""
