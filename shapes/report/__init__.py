"""One report, many forms: ``forms`` lists them, each other module makes one."""
