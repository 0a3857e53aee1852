-- Claim: gives each hand-off of the batch to the first of its candidates who still has room.
-- include reps waits
-- KEYS the common prefix
-- ARGV now (ms), deadline (ms), then for each: conversation, epoch, 1 where a free rep asked and 0 where the hand-off did,
--      number of candidates, then rep and why JSON of each
-- Returns the rep of each, or an empty string; and how many are to be looked at now: what got none is looked at again, and so
-- is a rep who may take more, or whose seats were spoken for and stay empty.
local now, answers, at = tonumber(ARGV[1]), {}, 3
while ARGV[at] do
  local conversation, epoch, count, won = ARGV[at], ARGV[at + 1], tonumber(ARGV[at + 3]), ''
  local place = place_of(conversation)
  local waits = place.state == 'queued' and place.epoch == epoch
  for i = 0, count - 1 do
    local rep, why = ARGV[at + 4 + 2 * i], ARGV[at + 5 + 2 * i]
    local r = redis.call('HMGET', rep_key(rep), 'capacity', 'load', 'here')
    local room = tonumber(r[1] or 0) - tonumber(r[2] or 0)
    local seats = seats_of(place, tonumber(r[1] or 0))
    if waits and won == '' and r[3] == '1' and room >= seats then
      reserve(conversation, place, rep, seats, ARGV[2], why, now)
      won = rep
    end
    if (ARGV[at + 2] == '1' and (won ~= rep or room > seats)) or (i == 0 and won ~= rep) then
      stir_rep(rep, now)
    end
  end
  if waits and won == '' then
    stir(conversation, place.key)
  end
  answers[#answers + 1] = won
  at = at + 4 + 2 * count
end
return { answers, redis.call('ZCARD', base .. 'freed') + redis.call('ZCARD', base .. 'new') }
