-- KEYS lease, epoch   ARGV name, milliseconds
-- Returns the new epoch, or 0 where another engine holds the partition.
local holder = redis.call('GET', KEYS[1])
if holder and holder ~= ARGV[1] then
  return 0
end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return redis.call('INCR', KEYS[2])
