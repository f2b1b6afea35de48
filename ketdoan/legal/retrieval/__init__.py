"""Finding the articles of law that speak of a question: numbers and arrays, no database."""
