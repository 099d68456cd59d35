# reports of replay, lint and audit
