-- Hand-offs that wait: in which lines they stand, how far the search for a rep has widened, what their timers do.
-- `steps` of a hand-off has one step a paragraph: its name, the seconds (ms) it is held while somebody serves it, its lines.
local RIPE = 1000000000000 -- taken off the key of who waited long enough: in order of arrival, ahead of everybody else
local LOOK_AGAIN = 3000 -- ms; a router that took up a hand-off or a rep and died is followed by another look
local BARRED = 600000 -- ms; who let an offer lapse, or gave a conversation up, is not offered it for so long
local KEPT_LAST = 259200000 -- ms: 72 hours

local function handoff_key(conversation)
  return base .. 'h:' .. conversation
end

local function timer(kind, id, due)
  redis.call('ZADD', base .. 'timers', due, kind .. ':' .. id)
end

-- Takes these out of a sorted set, in one command.
local function remove(list, members)
  if #members > 0 then
    redis.call('ZREM', base .. list, unpack(members))
  end
end

-- The rep does not get it for a while; after that, a rep with nothing to do is to look again.
local function bar(conversation, rep, till)
  redis.call('HSET', handoff_key(conversation), 'not:' .. rep, till)
  timer('open', rep .. '\n' .. conversation, till)
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
  for name, hold, line, more in string.gmatch(text .. '\n\n', '([^\n]+)\n(%d+)\n([^\n]+)(.-)\n\n') do
    local lines = { line }
    for other in lines_in(more) do
      lines[#lines + 1] = other
    end
    steps[#steps + 1] = { name = name, hold = tonumber(hold), lines = lines }
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
  if first == 1 then
    redis.call('ZADD', base .. 'q:' .. language_of(steps), key, conversation)
  end
  for i = first, last do
    for _, line in ipairs(steps[i].lines) do
      redis.call('ZADD', prefix .. line, key, conversation)
    end
  end
end

local function anybody_free(step)
  local keys = {}
  for i, line in ipairs(step.lines) do
    keys[i] = base .. 'f:' .. line
  end
  return redis.call('EXISTS', unpack(keys)) > 0
end

-- How a hand-off stands: whose it is, and its place in the lines.
local function place_of(conversation)
  local h = redis.call('HMGET', handoff_key(conversation), 'state', 'rep', 'epoch', 'key', 'steps', 'open', 'weight', 'ticket')
  return { state = h[1], rep = h[2], epoch = h[3], key = h[4], steps = h[5], open = tonumber(h[6] or 0), weight = h[7],
    ticket = h[8] }
end

-- Opens the next step, and further ones for as long as nobody serves those; then asks the router to look, where it may find
-- somebody.
local function widen(conversation, place, now)
  local steps, open, free = steps_in(place.steps), place.open, false
  while open < #steps do
    open = open + 1
    stand_in(conversation, steps, open, open, place.key, place.weight)
    free = free or anybody_free(steps[open])
    if open < #steps and staff(steps[open]) > 0 then
      timer('widen', conversation, now + steps[open].hold)
      break
    end
  end
  redis.call('HSET', handoff_key(conversation), 'open', open)
  if free then
    stir(conversation, place.key)
  end
end

-- From now on nobody may overtake it, and every rep is open to it.
local function ripen(conversation, place)
  place.key, place.open = tonumber(place.ticket) - RIPE, #steps_in(place.steps)
  redis.call('HSET', handoff_key(conversation), 'key', place.key, 'open', place.open)
end

-- Back into the lines that are open to it, with the place it has.
local function stand_again(conversation, place)
  stand_in(conversation, steps_in(place.steps), 1, place.open, place.key, place.weight)
  stir(conversation, place.key)
end

-- One of the reps who keep a seat for a heavy one looks again.
local function wake_kept(now)
  local rep = redis.call('ZPOPMIN', base .. 'kept')[1]
  if rep then
    stir_rep(rep, now)
  end
end

local function leave_lines(conversation, place, now)
  local steps, prefix = steps_in(place.steps), lane(place.weight)
  for i = 1, math.min(#steps, place.open) do
    for _, line in ipairs(steps[i].lines) do
      redis.call('ZREM', prefix .. line, conversation)
    end
  end
  redis.call('ZREM', base .. 'q:' .. language_of(steps), conversation)
  redis.call('ZREM', base .. 'new', conversation)
  redis.call('ZREM', base .. 'waiting', conversation)
  if tonumber(place.weight or 1) > 1 and tonumber(place.key) < -RIPE / 2 then
    wake_kept(now)
  end
end

-- From one rep back to everybody, age and place kept.
local function requeue(conversation, rep, change, now)
  local place = place_of(conversation)
  local h = redis.call('HMGET', handoff_key(conversation), 'since', 'ripe')
  redis.call('HSET', handoff_key(conversation), 'state', 'queued', 'rep', '')
  if h[2] and tonumber(h[2]) <= now then
    ripen(conversation, place)
  end
  redis.call('HDEL', handoff_key(conversation), 'deadline', 'why')
  redis.call('ZREM', base .. 'reserved', conversation)
  redis.call('ZADD', base .. 'waiting', h[1], conversation)
  unseat(rep, conversation, now)
  stand_again(conversation, place)
  tell(conversation, change, rep)
end

-- The seats that a hand-off takes of a rep: never more than the rep has.
local function seats_of(place, capacity)
  return math.min(tonumber(place.weight or 1), capacity)
end

-- The rep gets the reservation.
local function reserve(conversation, place, rep, seats, deadline, why, now)
  redis.call('HSET', handoff_key(conversation), 'state', 'reserved', 'rep', rep, 'deadline', deadline, 'why', why, 'seats',
    seats)
  leave_lines(conversation, place, now)
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
  local place = place_of(id)
  if not place.state then
    return
  end
  if place.state ~= 'queued' then
    if place.state == 'reserved' and kind ~= 'look' then
      timer(kind, id, now + 1000)
    end
  elseif kind == 'look' then
    stir(id, place.key)
  elseif kind == 'widen' then
    widen(id, place, now)
  elseif kind == 'ripe' then
    redis.call('ZREM', base .. 'timers', 'widen:' .. id)
    ripen(id, place)
    stand_again(id, place)
  end
end

-- Lets due timers fire, lapses reservations, and notices whose desk has closed: at most so many of each. Gives how many lapsed.
local function tick(now, most, patience, pause)
  local due = redis.call('ZRANGEBYSCORE', base .. 'timers', '-inf', now, 'LIMIT', 0, most)
  remove('timers', due)
  for _, member in ipairs(due) do
    local kind, id = string.match(member, '^(%a+):(.*)$')
    if kind == 'free' then
      stir_rep(id, now)
    elseif kind == 'open' then
      stir_rep(string.match(id, '^[^\n]*'), now)
    else
      fire(kind, id, now)
    end
  end
  local lapsed = 0
  for _, conversation in ipairs(redis.call('ZRANGEBYSCORE', base .. 'reserved', '-inf', now, 'LIMIT', 0, most)) do
    local h = redis.call('HMGET', handoff_key(conversation), 'state', 'rep')
    if h[1] == 'reserved' then
      bar(conversation, h[2], now + BARRED)
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
