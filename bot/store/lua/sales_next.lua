-- Filter: what the router has to decide next, with the few that come into question for each, taken from the lines.
-- What has no match is left in its lines, where the next rep or hand-off finds it: looking and leaving are one step.
-- include reps waits lookout
-- KEYS the common prefix   ARGV now (ms), most of each kind, candidates for each, patience (ms), pause (ms)
-- Returns { {rep, seats left, {hand-off, …}}, … }, { {hand-off, {rep, seats left, at (ms)}, …}, … }, in order of their
-- keys; and how many are still to be looked at, and how many are due;
-- a hand-off is {conversation, epoch, key, since (ms), facts JSON, step, {reps there, for each step}}; of a rep's second and
-- further ones, who are there to be compared with, it ends after since.
local now, most, few = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local MOST_DUE = 24 -- of each kind in one look, so that no look takes long; the rest is for the next
tick(now, MOST_DUE, tonumber(ARGV[4]), tonumber(ARGV[5]))
local taken, assumed = {}, {}
local asked = {} -- reps who look for a hand-off themselves: what seats they have beyond it, the next look gives away

-- Within one batch: the hand-off is as good as gone, and so are the rep's seats.
local function assume(conversation, rep, seats)
  taken[conversation] = true
  assumed[rep] = (assumed[rep] or 0) + seats
end

local looks, again = {}, {}

-- After a while there is another look, should what this batch has in mind not come to pass.
local function look_again(kind, id)
  local member = kind .. ':' .. id
  if not again[member] then
    again[member] = true
    looks[#looks + 1] = now + LOOK_AGAIN
    looks[#looks + 1] = member
  end
end

-- The rep has a seat, and it is kept for somebody: when that one is gone, the rep looks again.
local kept_reps = {}
local function keep(rep)
  if not kept_reps[rep] then
    kept_reps[rep] = true
    redis.call('ZADD', base .. 'kept', 'NX', now, rep)
  end
end

local function facts_of(conversation)
  return redis.call('HMGET', handoff_key(conversation), 'epoch', 'key', 'since', 'weight', 'needs', 'steps', 'open', 'state')
end

local function described(conversation, h, steps, step)
  local here = {}
  for i = 1, step do
    here[i] = staff_of(steps[i])
  end
  return { conversation, h[1], h[2], h[3], h[5], step, here }
end

-- The first step of those open that has one of the rep's lines.
local function step_with(steps, open, lines)
  lines = '\n' .. lines .. '\n'
  for i = 1, open do
    for _, line in ipairs(steps[i].lines) do
      if string.find(lines, '\n' .. line .. '\n', 1, true) then
        return i
      end
    end
  end
end

-- Whether the rep gave it back or let it lapse just now.
local function barred(conversation, rep)
  return tonumber(redis.call('HGET', handoff_key(conversation), 'not:' .. rep) or 0) > now
end

local declined = {}

-- The key of the oldest heavy one that waits for a rep with too few seats for it, where nobody may overtake it any more: the
-- seats are kept until there are enough. Whoever waited so long stands in the line that is open to every rep.
local function kept_for(rep, room, capacity)
  local heavy = {}
  if room < math.min(2, capacity) then
    merge(base .. 'w2:*', heavy, few, taken, heavy)
  end
  for _, one in ipairs(heavy) do
    if one[2] >= -RIPE / 2 then
      return nil
    end
    local pair = one[1] .. '\n' .. rep
    if declined[pair] == nil then
      declined[pair] = barred(one[1], rep)
    end
    if not declined[pair] then
      return one[2]
    end
  end
end

-- Whether the rep may serve it: seats enough, and it was not theirs just now. Gives the seats, or nil.
local function seats_for(conversation, rep, room, capacity)
  local h = redis.call('HMGET', handoff_key(conversation), 'weight', 'not:' .. rep)
  local seats = math.min(tonumber(h[1]), capacity)
  return seats <= room and tonumber(h[2] or 0) <= now and seats or nil
end

local function offer(conversation, lines)
  local h = facts_of(conversation)
  local steps = steps_in(h[6])
  return described(conversation, h, steps, step_with(steps, tonumber(h[7]), lines))
end

local function lanes_of(text, heavy)
  local lanes = {}
  for line in lines_in(text) do
    lanes[#lanes + 1] = base .. 'w:' .. line
    if heavy then
      lanes[#lanes + 1] = base .. 'w2:' .. line
    end
  end
  return lanes
end

-- Up to `few` who wait in these lanes and whom the rep may serve, first ones first; and the seats of the first.
local function seekers_in(lanes, rep, room, capacity, kept)
  local found, seats, out, again = {}, 0, {}, true
  while again do
    local best = {}
    again = false
    for _, lane in ipairs(lanes) do
      merge(lane, best, few, taken, out)
    end
    for _, one in ipairs(best) do
      out[one[1]] = true
      if #found == few or (kept and one[2] > kept) then
        return found, seats
      end
      local needed = seats_for(one[1], rep, room, capacity)
      if needed then
        found[#found + 1] = one
        seats = #found == 1 and needed or seats
      else
        again = true -- another one may come in for this one
      end
    end
  end
  return found, seats
end

-- Whoever waited long enough stands in the line that is open to every rep, and goes before all who did not: where its first
-- one may be served, or comes after the one that the seats are kept for, no other line need be looked at.
local function ripest(rep, room, capacity, kept)
  local found = {}
  merge(base .. 'w:*', found, 1, taken, found)
  if room >= math.min(2, capacity) then
    merge(base .. 'w2:*', found, 1, taken, found)
  end
  local one = found[1]
  if kept and (not one or one[2] > kept) then
    return {}, 0
  end
  if one and one[2] < -RIPE / 2 then
    local seats = seats_for(one[1], rep, room, capacity)
    return seats and found, seats
  end
end

local function for_rep(rep)
  local r = redis.call('HMGET', rep_key(rep), 'lines', 'capacity', 'load', 'here')
  local capacity = tonumber(r[2] or 0)
  local room = capacity - tonumber(r[3] or 0)
  if r[4] ~= '1' or room <= 0 then
    return nil
  end
  local kept = kept_for(rep, room, capacity)
  local found, seats = ripest(rep, room, capacity, kept)
  if not found then
    found, seats = seekers_in(lanes_of(r[1], room >= math.min(2, capacity)), rep, room, capacity, kept)
  end
  if #found == 0 then
    return nil, kept
  end
  local offers = { offer(found[1][1], r[1]) }
  for i = 2, #found do
    local name = found[i][1]
    offers[i] = { name, unpack(redis.call('HMGET', handoff_key(name), 'epoch', 'key', 'since')) }
  end
  assume(found[1][1], rep, seats)
  return { rep, room, offers }
end

-- The order of the policy: most seats left, then idle longest.
local function freer(a, b)
  return a.room > b.room or (a.room == b.room and (a.at < b.at or (a.at == b.at and a.rep < b.rep)))
end

-- The reps of the line who would have seats enough if all that this batch has in mind came to pass, freest first;
-- `out` are not wanted.
local function freest(line, weight, out)
  local found, reordered = {}, false
  for _, one in ipairs(free_in(line, few, assumed, out)) do
    local gone, seats = assumed[one.rep] or 0, math.min(weight, one.capacity)
    if one.room - gone >= seats and not asked[one.rep] then
      reordered = reordered or gone > 0
      found[#found + 1] = gone > 0 and { rep = one.rep, room = one.room - gone, at = now, capacity = one.capacity } or one
    elseif gone > 0 then
      look_again('free', one.rep) -- should what is in mind not come to pass, the rep is free for this one
    end
  end
  if reordered then
    table.sort(found, freer)
  end
  return found
end

local function kept_from(one, key)
  local kept = kept_for(one.rep, one.room, one.capacity)
  if kept and key > kept then
    keep(one.rep)
    return true
  end
end

-- Appends up to `few` reps of the line who may have the hand-off; who may not makes room for the next (`out`).
local function gather(reps, seen, out, line, conversation, key, weight)
  local before, again = #reps, true
  while again do
    again = false
    for _, one in ipairs(freest(line, weight, out)) do
      if #reps - before == few then
        return
      end
      if not seen[one.rep] then
        seen[one.rep] = true
        if barred(conversation, one.rep) then
          out[one.rep], again = true, true
        elseif not kept_from(one, key) then
          reps[#reps + 1] = one
        end
      end
    end
  end
end

local function for_handoff(conversation)
  local h = facts_of(conversation)
  if h[8] ~= 'queued' then
    return nil
  end
  local steps, reps, seen, out, weight = steps_in(h[6]), {}, {}, {}, tonumber(h[4])
  for i = 1, tonumber(h[7]) do
    for _, line in ipairs(steps[i].lines) do
      gather(reps, seen, out, line, conversation, tonumber(h[2]), weight)
    end
    if #reps > 0 then
      table.sort(reps, freer)
      assume(conversation, reps[1].rep, math.min(weight, reps[1].capacity))
      local answer = {}
      for place, one in ipairs(reps) do
        answer[place] = { one.rep, one.room, one.at }
      end
      return { described(conversation, h, steps, i), answer }
    end
  end
end

local freed, waiting, looked_at, any_kept = {}, {}, {}, false
local LOOKS = 8 -- for each match that may be: looks that find nobody are cheap
for _, rep in ipairs(redis.call('ZRANGE', base .. 'freed', 0, most * LOOKS - 1)) do
  if #freed == most then
    break
  end
  looked_at[#looked_at + 1] = rep
  local found, kept = for_rep(rep)
  if found then
    freed[#freed + 1] = found
    asked[rep] = true
    look_again('free', rep)
  elseif kept then
    keep(rep)
    any_kept = true
  end
end
remove('freed', looked_at)
if #looked_at > 0 and not any_kept then
  wake_kept(now) -- one after another, until one finds the seats still kept
end
looked_at = {}
-- Who arrives may only have the reps who found nobody, or those who wait in their lines would be overtaken. Once every seat on
-- the floor is spoken for, nobody else need be asked.
local full = false
local all_looked = redis.call('ZCARD', base .. 'freed') == 0
for _, conversation in ipairs(all_looked and redis.call('ZRANGE', base .. 'new', 0, most * LOOKS - 1) or {}) do
  if #waiting == most then
    break
  end
  looked_at[#looked_at + 1] = conversation
  local found = not full and not taken[conversation] and for_handoff(conversation)
  if found then
    waiting[#waiting + 1] = found
  elseif not full then
    full = #freest('*', 1) == 0
  end
  if taken[conversation] then
    look_again('look', conversation)
  end
end
remove('new', looked_at)
if #looks > 0 then
  redis.call('ZADD', base .. 'timers', unpack(looks))
end
local left, due = redis.call('ZCARD', base .. 'freed') + redis.call('ZCARD', base .. 'new'), 0
for _, list in ipairs({ 'timers', 'reserved', 'present' }) do
  due = due + redis.call('ZCOUNT', base .. list, '-inf', now)
end
return { freed, waiting, left, due }
