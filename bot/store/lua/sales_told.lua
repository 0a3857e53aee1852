-- Who waits was told of their place, or it was looked at and there was nothing to tell; they are looked at again later.
-- KEYS the common prefix   ARGV conversation, epoch, again at (ms), what was told (JSON, or empty where nothing was)
-- Returns 1, or 0 where it waits no more in that epoch.
local base, conversation = KEYS[1], ARGV[1]
local h = redis.call('HMGET', base .. 'h:' .. conversation, 'epoch', 'state')
if h[1] ~= ARGV[2] or h[2] == 'active' then
  redis.call('ZREM', base .. 'tell', conversation)
  return 0
end
redis.call('ZADD', base .. 'tell', ARGV[3], conversation)
if ARGV[4] ~= '' then
  redis.call('HSET', base .. 'h:' .. conversation, 'told', ARGV[4])
end
return 1
