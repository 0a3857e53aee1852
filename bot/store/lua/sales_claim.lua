-- A rep reserves a waiting conversation. A claim is a reservation: the conversation has the last word.
-- KEYS waiting, reserved, hand-off, prefix of the reps' sets, events   ARGV conversation, rep, deadline (ms), capacity
-- Returns the hand-off's epoch; -1 where nothing waits any more, -2 where another rep has it, -3 where the rep holds enough.
local h = redis.call('HMGET', KEYS[3], 'state', 'rep', 'epoch')
if not h[1] then
  return -1
end
if h[1] ~= 'queued' then
  if h[2] == ARGV[2] then
    return tonumber(h[3])
  end
  return -2
end
if redis.call('SCARD', KEYS[4] .. ARGV[2]) >= tonumber(ARGV[4]) then
  return -3
end
redis.call('HSET', KEYS[3], 'state', 'reserved', 'rep', ARGV[2])
redis.call('ZREM', KEYS[1], ARGV[1])
redis.call('ZADD', KEYS[2], ARGV[3], ARGV[1])
redis.call('SADD', KEYS[4] .. ARGV[2], ARGV[1])
redis.call('XADD', KEYS[5], 'MAXLEN', '~', 10000, '*', 'c', ARGV[1], 'change', 'reserved', 'rep', ARGV[2])
return tonumber(h[3])
