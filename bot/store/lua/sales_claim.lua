-- A rep takes a waiting conversation by hand. A claim is a reservation: the conversation has the last word.
-- What a rep put aside takes no seat until it wakes, but they may put aside only as many as they may answer at once.
-- include reps waits
-- KEYS the common prefix   ARGV now (ms), conversation, rep, deadline (ms), capacity (seats), why JSON
-- Returns the hand-off's epoch; -1 where nothing waits any more, -2 where another rep has it, -3 where the rep answers enough,
-- -4 where the rep has put aside so many that they could not be answered should all of them wake.
local now, conversation, rep = tonumber(ARGV[1]), ARGV[2], ARGV[3]
local h = redis.call('HMGET', handoff_key(conversation), 'state', 'rep', 'epoch')
if not h[1] then
  return -1
end
if h[1] ~= 'queued' then
  if h[2] == rep then
    return tonumber(h[3])
  end
  return -2
end
local capacity = tonumber(ARGV[5])
local seats = seats_of(conversation, capacity)
if tonumber(redis.call('HGET', rep_key(rep), 'load') or 0) + seats > capacity then
  return -3
end
if redis.call('SCARD', base .. 'rep:' .. rep) >= 2 * capacity then
  return -4
end
redis.call('HDEL', rep_key(rep), 'paused')
stand(rep, may_serve(rep, now), now)
reserve(conversation, rep, seats, ARGV[4], ARGV[6], now)
return tonumber(h[3])
