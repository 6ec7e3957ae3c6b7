"""Credits as lines and tables: "DIRECTOR: JANE DOE", call sheets, two columns, Markdown."""
