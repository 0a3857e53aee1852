-- A sign of life of a rep's desk, or its end; whether the rep may be offered conversations, and which.
-- include reps waits
-- KEYS the common prefix
-- ARGV now (ms), rep, until (ms), status (available, break, or empty to leave it), on shift (1 or 0), capacity (seats),
--      lines, patience (ms)
local now, rep, till = tonumber(ARGV[1]), ARGV[2], tonumber(ARGV[3])
if till <= now then
  redis.call('HDEL', rep_key(rep), 'status', 'paused')
  gone(rep, now, tonumber(ARGV[8]))
  return 0
end
redis.call('ZADD', base .. 'present', till, rep)
if ARGV[4] ~= '' then
  redis.call('HSET', rep_key(rep), 'status', ARGV[4])
  redis.call('HDEL', rep_key(rep), 'paused')
end
local r = redis.call('HMGET', rep_key(rep), 'lines', 'capacity', 'here', 'shift', 'status')
if r[4] == '1' and ARGV[5] == '0' and ARGV[4] == '' and r[5] == 'available' then
  redis.call('HDEL', rep_key(rep), 'status') -- back from a break long ago: the shift's end is the end all the same
end
if (r[1] or '') ~= ARGV[7] or r[2] ~= ARGV[6] then
  stand(rep, false, now)
  redis.call('HSET', rep_key(rep), 'lines', ARGV[7], 'capacity', ARGV[6])
end
redis.call('HSET', rep_key(rep), 'shift', ARGV[5])
stand(rep, may_serve(rep, now), now)
for _, conversation in ipairs(redis.call('SMEMBERS', base .. 'rep:' .. rep)) do
  redis.call('ZREM', base .. 'deserted', conversation)
end
return 1
