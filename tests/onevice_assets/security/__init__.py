"""What nobody may get past: the whole pipeline against hostile pages and a model that obeys."""
