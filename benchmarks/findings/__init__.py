"""How far findings can be relied on: precision by judged findings, recall by planted faults, time of a report."""
