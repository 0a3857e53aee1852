-- What was taken of an album is in the inbox; the album stays due where further parts came meanwhile.
-- KEYS taken, album, albums   ARGV its name, now (ms)
redis.call('DEL', KEYS[1])
if redis.call('EXISTS', KEYS[2]) == 1 then
  redis.call('ZADD', KEYS[3], ARGV[2], ARGV[1])
else
  redis.call('ZREM', KEYS[3], ARGV[1])
end
return 1
