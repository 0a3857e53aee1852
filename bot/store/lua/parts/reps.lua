-- Reps on the floor: who is there, the seats they have left, and the lines in which they are found when free.
-- A line is one (skill/language/territory); a rep stands in all that they can serve, a hand-off in those it may be served from.
local base = KEYS[1]
local MS_BITS = 4398046511104 -- 2^42: a time in ms fits beside the seats left in one exact score

local function rep_key(rep)
  return base .. 'r:' .. rep
end

local function tell(conversation, change, rep)
  redis.call('XADD', base .. 'events', 'MAXLEN', '~', 10000, '*', 'c', conversation, 'change', change, 'rep', rep or '')
end

local function lines_in(text)
  return string.gmatch(text or '', '[^\n]+')
end

local function stir_rep(rep, now)
  redis.call('ZADD', base .. 'freed', 'NX', now, rep)
end

-- Lists the rep as free, the one with most seats left first, then the one idle longest; or takes them out.
-- Who has become less free stays where they stand in the lines until somebody looks there (`free_in` of sales_next): a rep
-- stands in dozens of them. So a place in a line is never worse than the true one, which is kept as `score`.
local function relist(rep)
  local r = redis.call('HMGET', rep_key(rep), 'lines', 'capacity', 'load', 'here', 'at', 'score')
  local room = tonumber(r[2] or 0) - tonumber(r[3] or 0)
  if r[4] == '1' and room > 0 then
    local score = (1000 - room) * MS_BITS + tonumber(r[5] or 0)
    local written = string.format('%.0f', score)
    if not r[6] or score < tonumber(r[6]) then
      for line in lines_in(r[1]) do
        redis.call('ZADD', base .. 'f:' .. line, written, rep)
      end
    end
    if r[6] ~= written then
      redis.call('HSET', rep_key(rep), 'score', written)
    end
  elseif r[6] then
    for line in lines_in(r[1]) do
      redis.call('ZREM', base .. 'f:' .. line, rep)
    end
    redis.call('HDEL', rep_key(rep), 'score')
  end
end

-- The rep holds the conversation with so many seats (0 while it is put aside).
local function seat(rep, conversation, seats, now)
  local before = tonumber(redis.call('HGET', base .. 'seats:' .. rep, conversation) or 0)
  redis.call('SADD', base .. 'rep:' .. rep, conversation)
  redis.call('HSET', base .. 'seats:' .. rep, conversation, seats)
  redis.call('HINCRBY', rep_key(rep), 'load', seats - before)
  if before > seats then
    stir_rep(rep, now)
  end
  relist(rep)
end

local function unseat(rep, conversation, now)
  if not rep or rep == '' then
    return
  end
  redis.call('SREM', base .. 'rep:' .. rep, conversation)
  local before = redis.call('HGET', base .. 'seats:' .. rep, conversation)
  if before then
    redis.call('HDEL', base .. 'seats:' .. rep, conversation)
    redis.call('HINCRBY', rep_key(rep), 'load', 0 - before)
    stir_rep(rep, now)
    relist(rep)
  end
end

-- Counts the rep in or out as somebody who may be offered conversations.
local function stand(rep, here, now)
  local r = redis.call('HMGET', rep_key(rep), 'here', 'lines')
  if (r[1] == '1') == here then
    return
  end
  for line in lines_in(r[2]) do
    redis.call('HINCRBY', base .. 'here', line, here and 1 or -1)
  end
  redis.call('HSET', rep_key(rep), 'here', here and '1' or '0')
  if here then
    stir_rep(rep, now)
  end
  relist(rep)
end

-- Whether the rep may be offered conversations now: at the desk, on shift or there by choice, not on a break, not just missed
-- one.
local function may_serve(rep, now)
  local r = redis.call('HMGET', rep_key(rep), 'status', 'shift', 'paused')
  local there = tonumber(redis.call('ZSCORE', base .. 'present', rep) or 0) > now
  return there and r[1] ~= 'break' and (r[2] == '1' or r[1] == 'available') and tonumber(r[3] or 0) <= now
end
