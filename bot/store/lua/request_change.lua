-- One change of a sourcing request, if it is still as it was when the change was worked out; under a key used before, nothing.
-- KEYS doc, changes, quotes, invited, done   ARGV seq before, key, change JSON, then for doc, quotes and invited: count, name,
-- value, name, value, …
-- Returns done, repeated or conflict.
if redis.call('HEXISTS', KEYS[5], ARGV[2]) == 1 then
  return 'repeated'
end
if (redis.call('HGET', KEYS[1], 'seq') or '0') ~= ARGV[1] then
  return 'conflict'
end
local seq = tostring(tonumber(ARGV[1]) + 1)
local at = 4
for _, key in ipairs({KEYS[1], KEYS[3], KEYS[4]}) do
  local count = tonumber(ARGV[at])
  for pair = 1, count do
    redis.call('HSET', key, ARGV[at + 2 * pair - 1], ARGV[at + 2 * pair])
  end
  at = at + 2 * count + 1
end
redis.call('HSET', KEYS[1], 'seq', seq)
redis.call('HSET', KEYS[5], ARGV[2], seq)
redis.call('XADD', KEYS[2], seq .. '-0', 'c', ARGV[3])
return 'done'
