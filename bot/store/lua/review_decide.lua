-- Somebody decided a case: it leaves the list once, and is kept where it was accepted.
-- KEYS open, cases, accepted, done   ARGV id, case, accepted (1 or 0)
local at = redis.call('ZSCORE', KEYS[1], ARGV[1])
if not at then
  return 0
end
redis.call('ZREM', KEYS[1], ARGV[1])
redis.call('HDEL', KEYS[2], ARGV[1])
redis.call('ZADD', KEYS[4], at, ARGV[1])
if ARGV[3] == '1' then
  redis.call('HSET', KEYS[3], ARGV[1], ARGV[2])
end
return 1
