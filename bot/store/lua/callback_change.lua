-- A promised callback is written, or changes its state: counted once for each state that it comes to.
-- KEYS callbacks, due, tally, begin, the common prefix
-- ARGV id, doc JSON, state, end (ms), state before ('' for a new one), start (ms), now (ms)
-- Returns 1, or 0 where it stands otherwise than the caller saw it.
local base = KEYS[5]
-- include figures
local before = redis.call('HGET', KEYS[1], 'state:' .. ARGV[1]) or ''
if before ~= ARGV[5] then
  return 0
end
redis.call('HSET', KEYS[1], 'doc:' .. ARGV[1], ARGV[2], 'state:' .. ARGV[1], ARGV[3])
if ARGV[3] == 'promised' then
  redis.call('ZADD', KEYS[2], ARGV[4], ARGV[1])
  redis.call('ZADD', KEYS[4], ARGV[6], ARGV[1])
elseif ARGV[3] ~= 'missed' then
  redis.call('ZREM', KEYS[2], ARGV[1])
  redis.call('ZREM', KEYS[4], ARGV[1])
end
redis.call('HINCRBY', KEYS[3], 'callbacks ' .. ARGV[3], 1)
count(tonumber(ARGV[7]), 'callbacks_' .. ARGV[3], 1)
return 1
