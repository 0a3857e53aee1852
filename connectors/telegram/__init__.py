"""The Telegram door: private chats with a bot, through python-telegram-bot."""
