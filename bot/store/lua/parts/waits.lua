-- Hand-offs that wait: in which lines they stand, how far the search for a rep has widened, what their timers do.
-- `steps` of a hand-off has one step a paragraph: its name, the seconds (ms) it is held while somebody serves it, its lines.
local RIPE = 1000000000000 -- taken off the key of who waited long enough: in order of arrival, ahead of everybody else
local LOOK_AGAIN = 3000 -- ms; a router that took up a hand-off or a rep and died is followed by another look
local KEPT_LAST = 259200000 -- ms: 72 hours

local function handoff_key(conversation)
  return base .. 'h:' .. conversation
end

local function timer(kind, id, due)
  redis.call('ZADD', base .. 'timers', due, kind .. ':' .. id)
end

local function untimer(conversation)
  redis.call('ZREM', base .. 'timers', 'widen:' .. conversation, 'ripe:' .. conversation, 'look:' .. conversation)
end

local function stir(conversation, key)
  redis.call('ZADD', base .. 'new', key, conversation)
end

local read = {} -- steps by their text: in one script many are alike

local function steps_in(text)
  text = text or ''
  local steps = read[text]
  if steps then
    return steps
  end
  steps = {}
  local parts, from, past = {}, 1, #text + 1
  while from <= past do
    local to = string.find(text, '\n', from, true) or past
    if to > from then
      parts[#parts + 1] = string.sub(text, from, to - 1)
    end
    if (to == from or to == past) and #parts > 2 then -- an empty line, or the end
      steps[#steps + 1] = { name = parts[1], hold = tonumber(parts[2]), lines = { unpack(parts, 3) } }
    end
    if to == from then
      parts = {}
    end
    from = to + 1
  end
  read[text] = steps
  return steps
end

local function staff(step)
  local here = redis.call('HMGET', base .. 'here', unpack(step.lines))
  local count = 0
  for _, one in ipairs(here) do
    count = count + tonumber(one or 0)
  end
  return count
end

-- Light and heavy ones stand apart, so that a rep with one seat left need not look past heavy ones.
local function lane(weight)
  return base .. (tonumber(weight or 1) > 1 and 'w2:' or 'w:')
end

-- The language asked for: everybody who asks for the same one waits in one queue, which tells their place.
local function language_of(steps)
  for _, step in ipairs(steps) do
    if step.name == 'language' then
      return step.lines[1]
    end
  end
  return ''
end

local function stand_in(conversation, steps, first, last, key, weight)
  local prefix = lane(weight)
  redis.call('ZADD', base .. 'q:' .. language_of(steps), key, conversation)
  for i = first, last do
    for _, line in ipairs(steps[i].lines) do
      redis.call('ZADD', prefix .. line, key, conversation)
    end
  end
end

local function anybody_free(step)
  for _, line in ipairs(step.lines) do
    if redis.call('EXISTS', base .. 'f:' .. line) == 1 then
      return true
    end
  end
  return false
end

-- Opens the next step, and further ones for as long as nobody serves those; then asks the router to look, where it may find
-- somebody.
local function widen(conversation, now)
  local h = redis.call('HMGET', handoff_key(conversation), 'steps', 'open', 'key', 'weight')
  local steps, open, free = steps_in(h[1]), tonumber(h[2] or 0), false
  while open < #steps do
    open = open + 1
    stand_in(conversation, steps, open, open, h[3], h[4])
    free = free or anybody_free(steps[open])
    if open < #steps and staff(steps[open]) > 0 then
      timer('widen', conversation, now + steps[open].hold)
      break
    end
  end
  redis.call('HSET', handoff_key(conversation), 'open', open)
  if free then
    stir(conversation, h[3])
  end
end

-- From now on nobody may overtake it, and every rep is open to it.
local function ripen(conversation)
  local h = redis.call('HMGET', handoff_key(conversation), 'steps', 'ticket')
  redis.call('HSET', handoff_key(conversation), 'key', tonumber(h[2]) - RIPE, 'open', #steps_in(h[1]))
end

-- Back into the lines that are open to it, with the place it has.
local function stand_again(conversation)
  local h = redis.call('HMGET', handoff_key(conversation), 'steps', 'open', 'key', 'weight')
  stand_in(conversation, steps_in(h[1]), 1, tonumber(h[2] or 0), h[3], h[4])
  stir(conversation, h[3])
end

local function leave_lines(conversation)
  local h = redis.call('HMGET', handoff_key(conversation), 'steps', 'open', 'weight')
  local steps, prefix = steps_in(h[1]), lane(h[3])
  for i = 1, math.min(#steps, tonumber(h[2] or 0)) do
    for _, line in ipairs(steps[i].lines) do
      redis.call('ZREM', prefix .. line, conversation)
    end
  end
  redis.call('ZREM', base .. 'q:' .. language_of(steps), conversation)
  redis.call('ZREM', base .. 'new', conversation)
  redis.call('ZREM', base .. 'waiting', conversation)
end

-- From one rep back to everybody, age and place kept.
local function requeue(conversation, rep, change, now)
  local h = redis.call('HMGET', handoff_key(conversation), 'since', 'ripe')
  redis.call('HSET', handoff_key(conversation), 'state', 'queued', 'rep', '')
  if h[2] and tonumber(h[2]) <= now then
    ripen(conversation)
  end
  redis.call('HDEL', handoff_key(conversation), 'deadline', 'why')
  redis.call('ZREM', base .. 'reserved', conversation)
  redis.call('ZADD', base .. 'waiting', h[1], conversation)
  unseat(rep, conversation, now)
  stand_again(conversation)
  tell(conversation, change, rep)
end

-- The seats that a hand-off takes of a rep: never more than the rep has.
local function seats_of(conversation, capacity)
  return math.min(tonumber(redis.call('HGET', handoff_key(conversation), 'weight') or 1), capacity)
end

-- The rep gets the reservation.
local function reserve(conversation, rep, seats, deadline, why, now)
  redis.call('HSET', handoff_key(conversation), 'state', 'reserved', 'rep', rep, 'deadline', deadline, 'why', why, 'seats',
    seats)
  leave_lines(conversation)
  redis.call('ZADD', base .. 'reserved', deadline, conversation)
  redis.call('HSET', rep_key(rep), 'at', now)
  seat(rep, conversation, seats, now)
  if redis.call('RPUSH', base .. 'why:' .. conversation, why) > 50 then
    redis.call('LTRIM', base .. 'why:' .. conversation, -50, -1)
  end
  redis.call('EXPIRE', base .. 'why:' .. conversation, 2592000)
  redis.call('HINCRBY', base .. 'tally', 'reserved', 1)
  tell(conversation, 'reserved', rep)
end

-- The rep's desk is not open any more: what they were offered waits for others, what they hold is watched.
local function gone(rep, now, patience)
  redis.call('ZREM', base .. 'present', rep)
  if redis.call('HGET', rep_key(rep), 'status') == 'available' then
    redis.call('HDEL', rep_key(rep), 'status') -- who worked off shift by choice does so until the desk closes
  end
  stand(rep, false, now)
  for _, conversation in ipairs(redis.call('SMEMBERS', base .. 'rep:' .. rep)) do
    local h = redis.call('HMGET', handoff_key(conversation), 'state', 'rep', 'snoozed')
    if h[1] == 'reserved' and h[2] == rep then
      requeue(conversation, rep, 'requeued', now)
    elseif h[1] == 'active' and h[2] == rep and not h[3] then
      redis.call('ZADD', base .. 'deserted', 'NX', now + patience, conversation)
    end
  end
end

local function fire(kind, id, now)
  if kind == 'back' then
    if may_serve(id, now) then
      stand(id, true, now)
    end
    return
  end
  local h = redis.call('HMGET', handoff_key(id), 'state', 'key')
  if not h[1] then
    return
  end
  if h[1] ~= 'queued' then
    if h[1] == 'reserved' and kind ~= 'look' then
      timer(kind, id, now + 1000)
    end
  elseif kind == 'look' then
    stir(id, h[2])
  elseif kind == 'widen' then
    widen(id, now)
  elseif kind == 'ripe' then
    redis.call('ZREM', base .. 'timers', 'widen:' .. id)
    ripen(id)
    stand_again(id)
  end
end

-- Lets due timers fire, lapses reservations, and notices whose desk has closed: at most so many of each. Gives how many lapsed.
local function tick(now, most, patience, pause)
  for _, member in ipairs(redis.call('ZRANGEBYSCORE', base .. 'timers', '-inf', now, 'LIMIT', 0, most)) do
    redis.call('ZREM', base .. 'timers', member)
    local kind, id = string.match(member, '^(%a+):(.*)$')
    if kind == 'free' then
      stir_rep(id, now)
    else
      fire(kind, id, now)
    end
  end
  local lapsed = 0
  for _, conversation in ipairs(redis.call('ZRANGEBYSCORE', base .. 'reserved', '-inf', now, 'LIMIT', 0, most)) do
    local h = redis.call('HMGET', handoff_key(conversation), 'state', 'rep')
    if h[1] == 'reserved' then
      redis.call('HSET', handoff_key(conversation), 'not:' .. h[2], now + 600000)
      if redis.call('HEXISTS', rep_key(h[2]), 'lines') == 1 then
        -- Who missed one is not offered the next at once: the desk may stand open with nobody at it.
        redis.call('HSET', rep_key(h[2]), 'paused', now + pause)
        timer('back', h[2], now + pause)
        stand(h[2], false, now)
      end
      requeue(conversation, h[2], 'requeued', now)
      redis.call('HINCRBY', base .. 'tally', 'lapsed', 1)
      lapsed = lapsed + 1
    else
      redis.call('ZREM', base .. 'reserved', conversation)
    end
  end
  for _, rep in ipairs(redis.call('ZRANGEBYSCORE', base .. 'present', '-inf', now, 'LIMIT', 0, most)) do
    gone(rep, now, patience)
  end
  return lapsed
end
