"""Values as documents write them: numbers, names, money, dates and times, places."""
