-- What stands in the lines, read once for a whole batch: nothing moves while a batch is looked for.
local PAGE = 2
local pages, staffs = {}, {}

-- The first of those who wait in a line: names and keys by turns. `from` is the place of the first that this batch has not
-- given away, `whole` says that nobody stands behind these.
local function page_of(key)
  local page = pages[key]
  if not page then
    page = { from = 1, whole = false }
    pages[key] = page
  end
  return page
end

local function read_on(key, page)
  local first = #page / 2
  local found = redis.call('ZRANGE', key, first, first + PAGE - 1, 'WITHSCORES')
  for i = 1, #found, 2 do
    page[#page + 1] = found[i]
    page[#page + 1] = tonumber(found[i + 1])
  end
  page.whole = #found < 2 * PAGE
end

-- Puts into `best` those of the line who come before them or for whom there is room among `most`, in the order of their keys;
-- `out` are not wanted.
local function merge(key, best, most, taken, out)
  local page = page_of(key)
  local n, untaken = page.from, false
  while true do
    if #page < 2 * n and not page.whole then
      read_on(key, page)
    end
    local name, at = page[2 * n - 1], page[2 * n]
    if not name then
      return
    end
    if taken[name] then
      if not untaken then
        page.from = n + 1
      end
    else
      untaken = true
      local last = best[most]
      if last and (at > last[2] or (at == last[2] and name >= last[1])) then
        return
      end
      local place, known = 1, out[name]
      for i = 1, #best do
        known = known or best[i][1] == name
        if best[i][2] < at or (best[i][2] == at and best[i][1] < name) then
          place = i + 1
        end
      end
      if not known then
        table.insert(best, place, { name, at })
        best[most + 1] = nil
      end
    end
    n = n + 1
  end
end

-- How many reps are there for a step.
local function staff_of(step)
  local count = 0
  for _, line in ipairs(step.lines) do
    staffs[line] = staffs[line] or tonumber(redis.call('HGET', base .. 'here', line) or 0)
    count = count + staffs[line]
  end
  return count
end

local MOST_SET_RIGHT = 100 -- in one line at a time: more of them wait for the next look
local known_reps = {}

local function known_rep(rep)
  local one = known_reps[rep]
  if not one then
    local r = redis.call('HMGET', rep_key(rep), 'capacity', 'load', 'at', 'score')
    local capacity = tonumber(r[1] or 0)
    one = { rep = rep, capacity = capacity, room = capacity - tonumber(r[2] or 0), at = tonumber(r[3] or 0) }
    one.score = tonumber(r[4])
    known_reps[rep] = one
  end
  return one
end

-- Reads on in a line of reps: who has become less free since they were listed is set right on the way.
local function read_free(key, line, size)
  local listed, moved = redis.call('ZRANGE', key, #line, #line + size - 1, 'WITHSCORES'), false
  for i = 1, #listed, 2 do
    local one = known_rep(listed[i])
    if not one.score then
      redis.call('ZREM', key, one.rep)
      moved = true
    elseif line.right < MOST_SET_RIGHT and one.score > tonumber(listed[i + 1]) then
      redis.call('ZADD', key, string.format('%.0f', one.score), one.rep)
      moved, line.right = true, line.right + 1
    elseif not moved and not line.seen[one.rep] then
      line.seen[one.rep] = true
      line[#line + 1] = one
    end
  end
  line.whole = not moved and #listed < 2 * size
end

local free_lines = {}

-- The first reps of a line as they truly stand: `count` of those that are not `assumed` to have got something and that `out`
-- does not rule out, and all others between them; from the rest of what was read for others of this batch there may be more.
local function free_in(name, count, assumed, out)
  local key, line, others, n = base .. 'f:' .. name, free_lines[name], 0, 0
  if not line then
    line = { right = 0, whole = false, seen = {} }
    free_lines[name] = line
  end
  local found = {}
  while others < count do
    n = n + 1
    while not line[n] and not line.whole do
      -- where one has moved, or this batch has got the first ones, many are to be passed
      read_free(key, line, (line.right > 0 or n > count) and 16 or count)
    end
    local one = line[n]
    if not one then
      break
    end
    if not (out and out[one.rep]) then
      found[#found + 1] = one
      others = others + (assumed[one.rep] and 0 or 1)
    end
  end
  return found
end
