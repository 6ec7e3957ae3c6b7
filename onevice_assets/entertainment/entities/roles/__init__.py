"""The words of the trade: which words name a role, and which two names mean one role."""
