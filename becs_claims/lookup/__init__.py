"""Questions over many lines that change nothing: what is unknown, unclaimed, alike."""
