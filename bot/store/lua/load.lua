-- What a turn starts from, in one round trip.
-- KEYS epoch, state, memory   ARGV my epoch, 1 to count a further try
-- Returns {doc, done, marks, tries, length of memory, events since the older mark}.
if redis.call('GET', KEYS[1]) ~= ARGV[1] then
  return redis.error_reply('STALELEASE')
end
-- A crash in mid-turn leaves the count behind, so that a message which kills the engine does not do so for ever.
local tries = tonumber(redis.call('HGET', KEYS[2], 'tries') or 0)
if tries == 0 or ARGV[2] == '1' then
  redis.call('HSET', KEYS[2], 'tries', tries + 1)
end
tries = tries + 1
local s = redis.call('HMGET', KEYS[2], 'doc', 'done', 'marks', 'from')
return {s[1], s[2], s[3], tries, redis.call('LLEN', KEYS[3]), redis.call('LRANGE', KEYS[3], s[4] or 0, -1)}
