-- Takes a look that is due, if nobody else took it and nothing changed since it was seen.
-- KEYS due   ARGV request, time (ms) at which it was due, time (ms) until which nobody else looks
-- Returns 1 where it was taken.
if tonumber(redis.call('ZSCORE', KEYS[1], ARGV[1]) or '-1') ~= tonumber(ARGV[2]) then
  return 0
end
redis.call('ZADD', KEYS[1], ARGV[3], ARGV[1])
return 1
