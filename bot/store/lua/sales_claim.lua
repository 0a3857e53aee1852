-- A rep takes a waiting conversation by hand. A claim is a reservation: the conversation has the last word.
-- What a rep put aside takes no seat until it wakes, but they may put aside only as many as they may answer at once.
-- include reps waits
-- KEYS the common prefix   ARGV now (ms), conversation, rep, deadline (ms), capacity (seats), why JSON
-- Returns the hand-off's epoch; -1 where nothing waits any more, -2 where another rep has it, -3 where the rep answers enough,
-- -4 where the rep has put aside so many that they could not be answered should all of them wake.
local now, conversation, rep = tonumber(ARGV[1]), ARGV[2], ARGV[3]
local place = place_of(conversation)
if not place.state then
  return -1
end
if place.state ~= 'queued' then
  if place.rep == rep then
    return tonumber(place.epoch)
  end
  return -2
end
local capacity = tonumber(ARGV[5])
local seats = seats_of(place, capacity)
if tonumber(redis.call('HGET', rep_key(rep), 'load') or 0) + seats > capacity then
  return -3
end
if redis.call('SCARD', base .. 'rep:' .. rep) >= 2 * capacity then
  return -4
end
redis.call('HDEL', rep_key(rep), 'paused')
stand(rep, may_serve(rep, now), now)
reserve(conversation, place, rep, seats, ARGV[4], ARGV[6], now)
return tonumber(place.epoch)
