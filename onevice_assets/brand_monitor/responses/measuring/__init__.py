"""How fast a day is asked: a provider that answers late, and what asking it takes."""
