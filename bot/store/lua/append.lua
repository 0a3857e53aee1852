-- A message enters its partition's inbox, once.
-- KEYS seen, inbox   ARGV conversation, message JSON, seconds that its id is remembered, longest inbox
-- Returns {1, inbox id} when new, {0, inbox id} when it was here before, {-1, ''} when the inbox is full.
local before = redis.call('GET', KEYS[1])
if before then
  return {0, before}
end
if redis.call('XLEN', KEYS[2]) >= tonumber(ARGV[4]) then
  return {-1, ''}
end
local id = redis.call('XADD', KEYS[2], '*', 'c', ARGV[1], 'm', ARGV[2])
redis.call('SET', KEYS[1], id, 'EX', ARGV[3])
return {1, id}
