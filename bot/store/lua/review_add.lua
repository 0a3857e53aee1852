-- A misread message comes onto the list, or says more of what is there already; the oldest fall off. None comes back.
-- KEYS open, cases, done   ARGV id, case, the message's time (ms), most open ones, most remembered as done, replaces (1 or 0)
if redis.call('ZSCORE', KEYS[3], ARGV[1]) then
  return 0
end
if redis.call('HEXISTS', KEYS[2], ARGV[1]) == 1 and ARGV[6] == '0' then
  return 0
end
redis.call('HSET', KEYS[2], ARGV[1], ARGV[2])
redis.call('ZADD', KEYS[1], ARGV[3], ARGV[1])
local surplus = redis.call('ZCARD', KEYS[1]) - tonumber(ARGV[4])
if surplus > 0 then
  local oldest = redis.call('ZPOPMIN', KEYS[1], surplus)
  for place = 1, #oldest, 2 do
    redis.call('HDEL', KEYS[2], oldest[place])
    redis.call('ZADD', KEYS[3], oldest[place + 1], oldest[place])
  end
end
redis.call('ZREMRANGEBYRANK', KEYS[3], 0, -tonumber(ARGV[5]) - 1)
return 1
