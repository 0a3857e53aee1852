"""How well the model understands labelled messages: figures for people and programs, and two pictures."""
