-- A rep reserves a waiting conversation. A claim is a reservation: the conversation has the last word.
-- What a rep put aside takes no seat until it wakes, but they may put aside only as many as they may answer at once.
-- KEYS waiting, reserved, hand-off, prefix of the reps' sets, events, prefix of the hand-offs
-- ARGV conversation, rep, deadline (ms), capacity
-- Returns the hand-off's epoch; -1 where nothing waits any more, -2 where another rep has it, -3 where the rep answers enough,
-- -4 where the rep has put aside so many that they could not be answered should all of them wake.
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
local capacity, held, aside = tonumber(ARGV[4]), redis.call('SMEMBERS', KEYS[4] .. ARGV[2]), 0
for _, conversation in ipairs(held) do
  aside = aside + redis.call('HEXISTS', KEYS[6] .. conversation, 'snoozed')
end
if #held - aside >= capacity then
  return -3
end
if #held >= 2 * capacity then
  return -4
end
redis.call('HSET', KEYS[3], 'state', 'reserved', 'rep', ARGV[2])
redis.call('ZREM', KEYS[1], ARGV[1])
redis.call('ZADD', KEYS[2], ARGV[3], ARGV[1])
redis.call('SADD', KEYS[4] .. ARGV[2], ARGV[1])
redis.call('XADD', KEYS[5], 'MAXLEN', '~', 10000, '*', 'c', ARGV[1], 'change', 'reserved', 'rep', ARGV[2])
return tonumber(h[3])
