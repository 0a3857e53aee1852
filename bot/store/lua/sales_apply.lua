-- One effect on the queue of people who wait, exactly once: the partition's mark moves on in the same script.
-- include reps waits figures
-- KEYS the common prefix of all these keys
-- ARGV partition, event id, now (ms), conversation, epoch, change, rep, since, until or due (ms), doc JSON,
--      needs JSON, steps, weight, head start (places), ripe after (ms), patience (ms), customer, why it is counted, in time (ms)
-- Returns 1, or 0 where it was applied before.
local function parts(id)
  local ms, seq = string.match(id, '^(%d+)-(%d+)$')
  return tonumber(ms), tonumber(seq)
end
local mark = redis.call('HGET', base .. 'marks', ARGV[1])
if mark then
  local ms, seq = parts(ARGV[2])
  local mark_ms, mark_seq = parts(mark)
  if ms < mark_ms or (ms == mark_ms and seq <= mark_seq) then
    return 0
  end
end
redis.call('HSET', base .. 'marks', ARGV[1], ARGV[2])

local now, conversation, epoch, change, rep = tonumber(ARGV[3]), ARGV[4], ARGV[5], ARGV[6], ARGV[7]
local at = handoff_key(conversation)
local h = redis.call('HMGET', at, 'epoch', 'rep', 'state', 'weight', 'customer', 'ticket', 'asked', 'seats', 'accepted')
local current = h[1] == epoch

local function wake()
  redis.call('ZREM', base .. 'snoozed', conversation)
  redis.call('HDEL', at, 'snoozed')
end

local function spoke(who)
  if h[5] and h[5] ~= '' and who ~= '' then
    redis.call('SET', base .. 'last:' .. h[5], who, 'PX', KEPT_LAST)
  end
end

local function forget()
  wake()
  unseat(h[2], conversation, now)
  leave_lines(conversation, place_of(conversation), now)
  untimer(conversation)
  redis.call('ZREM', base .. 'reserved', conversation)
  redis.call('ZREM', base .. 'silent', conversation)
  redis.call('ZREM', base .. 'deserted', conversation)
  redis.call('DEL', at)
end

local FIRST_TOLD = 5000 -- ms; who is taken up sooner need not hear of a place in line
local changes = {}

-- A reservation of an earlier hand-off ends with it; a place in the queue that the conversation had stays its place.
function changes.queue()
  if not h[1] then
    redis.call('HINCRBY', base .. 'tally', 'queued', 1)
    count(now, 'queued', 1)
    count(now, 'why:' .. ARGV[17], 1)
  else
    count(now, 'requeued', 1)
  end
  local ticket, asked = h[6] or redis.call('INCR', base .. 'ticket'), h[7] or ARGV[8]
  forget()
  local ripe = tonumber(asked) + tonumber(ARGV[14])
  local key = tonumber(ticket) - tonumber(ARGV[13])
  redis.call('HSET', at, 'state', 'queued', 'epoch', epoch, 'rep', '', 'since', ARGV[8], 'doc', ARGV[9], 'needs', ARGV[10],
    'steps', ARGV[11], 'weight', ARGV[12], 'customer', ARGV[16], 'ticket', ticket, 'asked', asked, 'key', key, 'ripe', ripe)
  if rep ~= '' then
    -- The rep who passed it on, or let it down, is not the one to get it next.
    bar(conversation, rep, now + BARRED)
  end
  redis.call('ZADD', base .. 'waiting', ARGV[8], conversation)
  local place = place_of(conversation)
  if ripe <= now then
    ripen(conversation, place)
    stand_again(conversation, place)
  else
    timer('ripe', conversation, ripe)
    widen(conversation, place, now)
  end
  redis.call('ZADD', base .. 'tell', now + FIRST_TOLD, conversation)
  tell(conversation, 'queued', rep)
end

function changes.accept()
  if not current then
    return
  end
  -- Another rep may have reserved it since this one's reservation lapsed.
  if h[2] ~= rep then
    unseat(h[2], conversation, now)
  end
  if h[3] ~= 'active' then
    local pickups = base .. 'pickups:' .. language_of(steps_in(redis.call('HGET', at, 'steps')))
    redis.call('LPUSH', pickups, now)
    redis.call('LTRIM', pickups, 0, 49)
    redis.call('EXPIRE', pickups, 86400)
    redis.call('HSET', at, 'accepted', now)
    redis.call('HINCRBY', base .. 'tally', 'accepted', 1)
    local waited = math.max(0, now - tonumber(h[7] or now))
    count(now, 'accepted', 1)
    count(now, 'wait_ms', waited)
    count(now, 'in_time', waited <= tonumber(ARGV[18]) and 1 or 0)
  end
  redis.call('HSET', at, 'state', 'active', 'rep', rep)
  redis.call('HDEL', at, 'deadline')
  leave_lines(conversation, place_of(conversation), now)
  untimer(conversation)
  redis.call('ZREM', base .. 'reserved', conversation)
  redis.call('ZREM', base .. 'deserted', conversation)
  redis.call('HDEL', rep_key(rep), 'paused')
  stand(rep, may_serve(rep, now), now)
  redis.call('ZADD', base .. 'silent', ARGV[8], conversation)
  seat(rep, conversation, tonumber(h[8] or h[4] or 1), now)
  spoke(rep)
  wake()
  tell(conversation, 'active', rep)
end

-- The rep is free again, unless that rep holds the conversation all the same: by a newer reservation, or as accepted.
function changes.void()
  local reserved = h[3] == 'reserved' and current
  if h[2] ~= rep or reserved then
    unseat(rep, conversation, now)
  end
  if h[2] == rep and reserved then
    forget()
    redis.call('HINCRBY', base .. 'tally', 'ended', 1)
  end
  tell(conversation, 'void', rep)
end

function changes.snooze()
  if current then
    redis.call('HSET', at, 'snoozed', ARGV[8])
    redis.call('ZADD', base .. 'snoozed', ARGV[8], conversation)
    redis.call('ZREM', base .. 'silent', conversation)
    seat(rep, conversation, 0, now)
  end
  tell(conversation, 'snoozed', rep)
end

function changes.wake()
  if current then
    wake()
    seat(rep, conversation, tonumber(h[8] or h[4] or 1), now)
    if tonumber(redis.call('ZSCORE', base .. 'present', rep) or 0) <= now then
      redis.call('ZADD', base .. 'deserted', 'NX', now + tonumber(ARGV[15]), conversation)
    end
  end
  tell(conversation, 'woken', rep)
end

-- The customer said something and nobody has answered yet; or the rep did.
function changes.unanswered()
  if current and h[3] == 'active' then
    redis.call('ZADD', base .. 'silent', 'NX', ARGV[8], conversation)
  end
end

function changes.answered()
  if current then
    redis.call('ZREM', base .. 'silent', conversation)
  end
end

changes['end'] = function()
  if current then
    if h[3] == 'active' then
      spoke(h[2])
      count(now, 'handled', 1)
      count(now, 'handle_ms', math.max(0, now - tonumber(h[9] or now)))
    else
      count(now, 'left', 1)
    end
    forget()
    redis.call('HINCRBY', base .. 'tally', 'ended', 1)
  end
  tell(conversation, 'ended', rep)
end

changes[change]()
return 1
