-- The commit point: everything that a turn changed, or nothing. The only script that writes a conversation.
-- KEYS epoch, inbox, state, log, memory, events
-- ARGV my epoch, inbox id, conversation, doc, marks, from, turn JSON,
--      number of log entries, of memory events, of effects, then these, each as JSON
-- Returns the ids that the log entries got. Refuses a stale lease and a message that is done.
if redis.call('GET', KEYS[1]) ~= ARGV[1] then
  return redis.error_reply('STALELEASE')
end
local function parts(id)
  local ms, seq = string.match(id, '^(%d+)-(%d+)$')
  return tonumber(ms), tonumber(seq)
end
local done = redis.call('HGET', KEYS[3], 'done')
if done then
  local ms, seq = parts(ARGV[2])
  local done_ms, done_seq = parts(done)
  if ms < done_ms or (ms == done_ms and seq <= done_seq) then
    redis.call('XDEL', KEYS[2], ARGV[2])
    return redis.error_reply('ALREADYDONE')
  end
end
local at = 10
local ids = {}
for i = 1, tonumber(ARGV[8]) do
  ids[i] = redis.call('XADD', KEYS[4], '*', 'e', ARGV[at + i])
end
at = at + tonumber(ARGV[8])
for i = 1, tonumber(ARGV[9]) do
  redis.call('RPUSH', KEYS[5], ARGV[at + i])
end
at = at + tonumber(ARGV[9])
redis.call('HSET', KEYS[3], 'doc', ARGV[4], 'marks', ARGV[5], 'from', ARGV[6], 'done', ARGV[2])
redis.call('HDEL', KEYS[3], 'trying', 'tries')
redis.call('XADD', KEYS[6], '*', 'c', ARGV[3], 'turn', ARGV[7], 'ids', table.concat(ids, ' '))
for i = 1, tonumber(ARGV[10]) do
  redis.call('XADD', KEYS[6], '*', 'c', ARGV[3], 'effect', ARGV[at + i])
end
redis.call('XDEL', KEYS[2], ARGV[2])
return ids
