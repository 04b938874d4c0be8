"""Questions over a screen: each answers with a typed result, or None when Esc canceled it."""
