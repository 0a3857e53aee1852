-- What a turn starts from, in one round trip.
-- KEYS epoch, state, memory   ARGV my epoch, 1 when the message was already taken once and not finished
-- Returns {doc, done, marks, tries, length of memory, events since the older mark}.
if redis.call('GET', KEYS[1]) ~= ARGV[1] then
  return redis.error_reply('STALELEASE')
end
local tries = 0
if ARGV[2] == '1' then
  tries = redis.call('HINCRBY', KEYS[2], 'tries', 1)
end
local s = redis.call('HMGET', KEYS[2], 'doc', 'done', 'marks', 'from')
return {s[1], s[2], s[3], tries, redis.call('LLEN', KEYS[3]), redis.call('LRANGE', KEYS[3], s[4] or 0, -1)}
