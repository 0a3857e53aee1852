-- Prices and stock change, field by field, each product's in the order in which they are told.
-- KEYS count, changes, order   ARGV product id, field, JSON of its value ('' takes it back), product id, …
-- Returns the number of the last change.
local number = 0
for place = 1, #ARGV, 3 do
  number = redis.call('INCR', KEYS[1])
  local field = ARGV[place + 1] .. ':' .. ARGV[place]
  if ARGV[place + 2] == '' then
    redis.call('HDEL', KEYS[2], field)
  else
    redis.call('HSET', KEYS[2], field, ARGV[place + 2])
  end
  redis.call('ZADD', KEYS[3], number, ARGV[place])
end
return number
