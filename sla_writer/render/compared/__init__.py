"""What a comparison is handed on as: lines for the terminal, Markdown, data, a page to review."""
