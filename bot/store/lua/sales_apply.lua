-- One effect on the queue of people who wait, exactly once: the partition's mark moves on in the same script.
-- KEYS marks, waiting, reserved, hand-off, prefix of the reps' sets (the same slot), events, snoozed
-- ARGV partition, event id, conversation, epoch, change (queue, accept, void, snooze, wake, end), rep,
--      since or until (ms), doc JSON
-- Returns 1, or 0 where it was applied before.
local function parts(id)
  local ms, seq = string.match(id, '^(%d+)-(%d+)$')
  return tonumber(ms), tonumber(seq)
end
local mark = redis.call('HGET', KEYS[1], ARGV[1])
if mark then
  local ms, seq = parts(ARGV[2])
  local mark_ms, mark_seq = parts(mark)
  if ms < mark_ms or (ms == mark_ms and seq <= mark_seq) then
    return 0
  end
end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])

local conversation, epoch, change, rep = ARGV[3], ARGV[4], ARGV[5], ARGV[6]
local function tell(what)
  redis.call('XADD', KEYS[6], 'MAXLEN', '~', 10000, '*', 'c', conversation, 'change', what, 'rep', rep)
end
local function current()
  return redis.call('HGET', KEYS[4], 'epoch') == epoch
end

local function wake()
  redis.call('ZREM', KEYS[7], conversation)
  redis.call('HDEL', KEYS[4], 'snoozed')
end

local function free(holder)
  if holder and holder ~= '' then
    redis.call('SREM', KEYS[5] .. holder, conversation)
  end
end

if change == 'queue' then
  wake()
  -- A reservation of an earlier hand-off ends with it.
  free(redis.call('HGET', KEYS[4], 'rep'))
  redis.call('ZREM', KEYS[3], conversation)
  redis.call('DEL', KEYS[4])
  redis.call('HSET', KEYS[4], 'state', 'queued', 'epoch', epoch, 'rep', '', 'since', ARGV[7], 'doc', ARGV[8])
  redis.call('ZADD', KEYS[2], ARGV[7], conversation)
  tell('queued')
elseif change == 'accept' then
  if current() then
    -- Another rep may have reserved it since this one's reservation lapsed.
    free(redis.call('HGET', KEYS[4], 'rep'))
    redis.call('HSET', KEYS[4], 'state', 'active', 'rep', rep)
    redis.call('ZREM', KEYS[2], conversation)
    redis.call('ZREM', KEYS[3], conversation)
    redis.call('SADD', KEYS[5] .. rep, conversation)
    wake()
    tell('active')
  end
elseif change == 'void' then
  -- The rep is free again, unless that rep holds the conversation all the same: by a newer reservation, or because it was accepted.
  local h = redis.call('HMGET', KEYS[4], 'state', 'rep')
  if h[2] ~= rep or (h[1] == 'reserved' and current()) then
    free(rep)
  end
  if h[1] == 'reserved' and h[2] == rep and current() then
    redis.call('ZREM', KEYS[3], conversation)
    redis.call('DEL', KEYS[4])
  end
  tell('void')
elseif change == 'snooze' then
  if current() then
    redis.call('HSET', KEYS[4], 'snoozed', ARGV[7])
    redis.call('ZADD', KEYS[7], ARGV[7], conversation)
  end
  tell('snoozed')
elseif change == 'wake' then
  if current() then
    wake()
  end
  tell('woken')
elseif change == 'end' then
  if current() then
    wake()
    free(redis.call('HGET', KEYS[4], 'rep'))
    redis.call('ZREM', KEYS[2], conversation)
    redis.call('ZREM', KEYS[3], conversation)
    redis.call('DEL', KEYS[4])
  end
  tell('ended')
end
return 1
