-- What a turn starts from, in one round trip.
-- KEYS epoch, state, memory   ARGV my epoch, inbox id, 1 to count a further try
-- Returns {doc, done, marks, tries, length of memory, events since the older mark}.
if redis.call('GET', KEYS[1]) ~= ARGV[1] then
  return redis.error_reply('STALELEASE')
end
-- A crash in mid-turn leaves the count behind, so that a message which kills the engine does not do so for ever.
local tries = 0
if redis.call('HGET', KEYS[2], 'trying') == ARGV[2] then
  tries = tonumber(redis.call('HGET', KEYS[2], 'tries'))
end
if tries == 0 or ARGV[3] == '1' then
  redis.call('HSET', KEYS[2], 'trying', ARGV[2], 'tries', tries + 1)
end
local s = redis.call('HMGET', KEYS[2], 'doc', 'done', 'marks', 'from')
return {s[1], s[2], s[3], tries + 1, redis.call('LLEN', KEYS[3]), redis.call('LRANGE', KEYS[3], s[4] or 0, -1)}
