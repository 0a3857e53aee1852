-- What is due: the search for a rep widens, reservations lapse, reps whose desk has closed count as gone. Where the clock was
-- set back meanwhile, nothing lasts longer than it may from now on.
-- include reps waits
-- KEYS the common prefix   ARGV now (ms), most of each, patience (ms), pause (ms), offer (ms), silence (ms)
-- Returns how many reservations lapsed.
local now, patience, pause = tonumber(ARGV[1]), tonumber(ARGV[3]), tonumber(ARGV[4])
local SET_BACK = 5000 -- ms; clocks of two engines differ by less
local WIDEST = 120000 -- ms; no step of the search, and no wait until nobody overtakes, is longer
local LONGEST = { widen = WIDEST, ripe = WIDEST, look = LOOK_AGAIN, free = WIDEST, back = pause, open = BARRED }

local function cap(list, longest)
  for _, member in ipairs(redis.call('ZRANGEBYSCORE', base .. list, '(' .. (now + longest), '+inf')) do
    redis.call('ZADD', base .. list, now + longest, member)
    if list == 'reserved' then
      redis.call('HSET', handoff_key(member), 'deadline', now + longest)
    end
  end
end

-- A rep who was barred or paused reads the time from a hash, too.
local function cap_timers()
  local far = redis.call('ZRANGEBYSCORE', base .. 'timers', '(' .. (now + LOOK_AGAIN), '+inf', 'WITHSCORES')
  for i = 1, #far, 2 do
    local kind, id = string.match(far[i], '^(%a+):(.*)$')
    local till = now + (LONGEST[kind] or WIDEST)
    if tonumber(far[i + 1]) > till then
      redis.call('ZADD', base .. 'timers', till, far[i])
      if kind == 'back' then
        redis.call('HSET', rep_key(id), 'paused', till)
      elseif kind == 'open' then
        local rep, conversation = string.match(id, '^([^\n]*)\n(.*)$')
        if redis.call('HEXISTS', handoff_key(conversation), 'not:' .. rep) == 1 then
          redis.call('HSET', handoff_key(conversation), 'not:' .. rep, till)
        end
      elseif kind == 'ripe' and redis.call('HEXISTS', handoff_key(id), 'ripe') == 1 then
        redis.call('HSET', handoff_key(id), 'ripe', till)
      end
    end
  end
end

if now + SET_BACK < tonumber(redis.call('GET', base .. 'clock') or 0) then
  cap('reserved', tonumber(ARGV[5]))
  cap('present', patience)
  cap('deserted', patience)
  cap('silent', tonumber(ARGV[6]))
  cap('tell', patience)
  cap_timers()
end
redis.call('SET', base .. 'clock', now)
return tick(now, tonumber(ARGV[2]), patience, pause)
