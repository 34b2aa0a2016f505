"""Who may do what: tokens, tiers, admission, moderation, usage."""
