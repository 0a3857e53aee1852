-- A reservation that nobody followed up goes back to the queue with its age kept.
-- KEYS waiting, reserved, hand-off, prefix of the reps' sets, events   ARGV conversation, rep, now (ms)
-- Returns 1, or 0 where it is not reserved by that rep any more, or not yet due.
local due = redis.call('ZSCORE', KEYS[2], ARGV[1])
local h = redis.call('HMGET', KEYS[3], 'state', 'rep', 'since')
if not due or tonumber(due) > tonumber(ARGV[3]) or h[1] ~= 'reserved' or h[2] ~= ARGV[2] then
  return 0
end
redis.call('HSET', KEYS[3], 'state', 'queued', 'rep', '')
redis.call('ZREM', KEYS[2], ARGV[1])
redis.call('SREM', KEYS[4] .. ARGV[2], ARGV[1])
redis.call('ZADD', KEYS[1], h[3], ARGV[1])
redis.call('XADD', KEYS[5], 'MAXLEN', '~', 10000, '*', 'c', ARGV[1], 'change', 'requeued', 'rep', ARGV[2])
return 1
