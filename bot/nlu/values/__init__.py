"""Values in what people type: amounts, money, days, codes. Pure rules, no model: text and a clock in, spans out."""
