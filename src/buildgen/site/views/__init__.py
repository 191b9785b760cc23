"""Views: one frozen class per kind of page, all that its template gets, as texts and numbers for display."""
