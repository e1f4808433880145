"""Newsletter issues: content, preview, schedule, archive."""
