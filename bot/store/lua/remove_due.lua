-- What was due has been done: it goes from its sorted set, unless it was set to another time meanwhile.
-- KEYS sorted set   ARGV member, the time (ms) that was due
if redis.call('ZSCORE', KEYS[1], ARGV[1]) == ARGV[2] then
  return redis.call('ZREM', KEYS[1], ARGV[1])
end
return 0
