"""What must hold: SHACL shapes, the check, its reports."""
