"""Rules: Australia."""
