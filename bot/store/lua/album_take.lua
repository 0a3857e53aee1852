-- Moves an album aside, unless what was taken before still lies there, and gives its parts. Others leave it alone for a while.
-- KEYS album, taken, albums   ARGV its name, until when (ms)
if redis.call('EXISTS', KEYS[2]) == 0 and redis.call('EXISTS', KEYS[1]) == 1 then
  redis.call('RENAME', KEYS[1], KEYS[2])
end
redis.call('ZADD', KEYS[3], 'XX', ARGV[2], ARGV[1])
return redis.call('HVALS', KEYS[2])
