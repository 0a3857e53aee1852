"""Values in what people type: amounts, money, days, codes. No model: text and a clock in, spans out."""
