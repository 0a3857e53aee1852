-- KEYS counter, allocated   ARGV first number, seconds that the key is remembered
-- Returns the number: the next one, or the one that this key already got.
local before = redis.call('GET', KEYS[2])
if before then
  return tonumber(before)
end
local number = redis.call('INCR', KEYS[1])
if number < tonumber(ARGV[1]) then
  number = tonumber(ARGV[1])
  redis.call('SET', KEYS[1], number)
end
redis.call('SET', KEYS[2], number, 'EX', ARGV[2])
return number
