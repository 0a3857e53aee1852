-- KEYS lease, epoch   ARGV name, milliseconds, my epoch
-- Returns 1, or 0 where the partition went to another engine meanwhile.
if redis.call('GET', KEYS[2]) ~= ARGV[3] then
  return 0
end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1
