-- Filter: what the router has to decide next, with the few that come into question for each, taken from the lines.
-- What has no match is left in its lines, where the next rep or hand-off finds it: looking and leaving are one step.
-- include reps waits
-- KEYS the common prefix   ARGV now (ms), most of each kind, candidates for each, patience (ms), pause (ms)
-- Returns { {rep, seats left, {hand-off, …}}, … }, { {hand-off, {rep, seats left, at (ms)}, …}, … }, in order of their keys;
-- and how many are still to be looked at;
-- a hand-off is {conversation, epoch, key, since (ms), weight, facts JSON, step, {reps there, for each step}}.
local now, most, few = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
tick(now, 500, tonumber(ARGV[4]), tonumber(ARGV[5]))
local taken = {}

local function barred(conversation, rep)
  return tonumber(redis.call('HGET', handoff_key(conversation), 'not:' .. rep) or 0) > now
end

local function described(conversation, h, steps, step)
  local here = {}
  for i = 1, step do
    here[i] = staff(steps[i])
  end
  return { conversation, h[1], h[2], h[3], h[4], h[5], step, here }
end

local function facts_of(conversation)
  return redis.call('HMGET', handoff_key(conversation), 'epoch', 'key', 'since', 'weight', 'needs', 'steps', 'open', 'state')
end

-- The first step of those open that has one of these lines.
local function step_with(steps, open, lines)
  for i = 1, open do
    for _, line in ipairs(steps[i].lines) do
      if lines[line] then
        return i
      end
    end
  end
end

-- The key of the oldest heavy one that waits for a rep with too few seats for it, where nobody may overtake it any more: the
-- seats are kept until there are enough.
local function kept_for(lines, room, capacity)
  local key = 0
  if room < math.min(2, capacity) then
    for line in lines_in(lines) do
      local oldest = redis.call('ZRANGE', base .. 'w2:' .. line, 0, 0, 'WITHSCORES')
      key = math.min(key, tonumber(oldest[2] or 0))
    end
  end
  return key < -RIPE / 2 and key or nil
end

local function for_rep(rep)
  local r = redis.call('HMGET', rep_key(rep), 'lines', 'capacity', 'load', 'here')
  local room = tonumber(r[2] or 0) - tonumber(r[3] or 0)
  if r[4] ~= '1' or room <= 0 then
    return nil
  end
  local heads, seen, lines, depth = {}, {}, {}, few - 1 + #taken
  local kept = kept_for(r[1], room, tonumber(r[2]))
  local lanes = room >= math.min(2, tonumber(r[2])) and { 'w:', 'w2:' } or { 'w:' }
  for line in lines_in(r[1]) do
    lines[line] = true
    for _, prefix in ipairs(lanes) do
      local found = redis.call('ZRANGE', base .. prefix .. line, 0, depth, 'WITHSCORES')
      for i = 1, #found, 2 do
        if not seen[found[i]] and not taken[found[i]] then
          seen[found[i]] = true
          heads[#heads + 1] = { found[i], tonumber(found[i + 1]) }
        end
      end
    end
  end
  table.sort(heads, function(a, b)
    return a[2] < b[2] or (a[2] == b[2] and a[1] < b[1])
  end)
  local offers = {}
  for _, head in ipairs(heads) do
    local conversation = head[1]
    local h = facts_of(conversation)
    if kept and head[2] > kept then
      break
    end
    if math.min(tonumber(h[4]), tonumber(r[2])) <= room and not barred(conversation, rep) then
      local steps = steps_in(h[6])
      offers[#offers + 1] = described(conversation, h, steps, step_with(steps, tonumber(h[7]), lines))
      if #offers == few then
        break
      end
    end
  end
  if #offers == 0 then
    return nil
  end
  taken[#taken + 1] = offers[1][1]
  taken[offers[1][1]] = true
  return { rep, room, offers }
end

local function for_handoff(conversation)
  local h = facts_of(conversation)
  if h[8] ~= 'queued' then
    return nil
  end
  local steps, reps, seen = steps_in(h[6]), {}, {}
  for i = 1, tonumber(h[7]) do
    for _, line in ipairs(steps[i].lines) do
      for _, rep in ipairs(redis.call('ZRANGE', base .. 'f:' .. line, 0, few - 1)) do
        local r = redis.call('HMGET', rep_key(rep), 'capacity', 'load', 'at', 'lines')
        local room = tonumber(r[1]) - tonumber(r[2] or 0)
        local kept = kept_for(r[4], room, tonumber(r[1]))
        if kept and tonumber(h[2]) > kept then
          seen[rep] = true
        end
        if not seen[rep] and math.min(tonumber(h[4]), tonumber(r[1])) <= room and not barred(conversation, rep) then
          seen[rep] = true
          reps[#reps + 1] = { rep, room, tonumber(r[3] or 0) }
        end
      end
    end
    if #reps > 0 then
      return { described(conversation, h, steps, i), reps }
    end
  end
end

local freed, waiting = {}, {}
local LOOKS = 8 -- for each match that may be: looks that find nobody are cheap
for _, rep in ipairs(redis.call('ZRANGE', base .. 'freed', 0, most * LOOKS - 1)) do
  if #freed == most then
    break
  end
  redis.call('ZREM', base .. 'freed', rep)
  local found = for_rep(rep)
  if found then
    freed[#freed + 1] = found
    timer('free', rep, now + LOOK_AGAIN)
  end
end
for _, conversation in ipairs(redis.call('ZRANGE', base .. 'new', 0, most * LOOKS - 1)) do
  if #waiting == most then
    break
  end
  redis.call('ZREM', base .. 'new', conversation)
  local found = not taken[conversation] and for_handoff(conversation)
  if found then
    waiting[#waiting + 1] = found
    timer('look', conversation, now + LOOK_AGAIN)
  elseif taken[conversation] then
    timer('look', conversation, now + LOOK_AGAIN)
  end
end
local left = redis.call('ZCARD', base .. 'freed') + redis.call('ZCARD', base .. 'new')
return { freed, waiting, left }
