-- A partition's effects have been applied up to here: moves the mark on, never back, and keeps the stream short.
-- KEYS applied, events   ARGV id of the newest applied entry, ms since when entries are kept for readers that lag
-- Returns the mark. Nothing beyond it is ever removed.
local function parts(id)
  local ms, seq = string.match(id, '^(%d+)-(%d+)$')
  return tonumber(ms), tonumber(seq)
end
local mark = redis.call('GET', KEYS[1]) or '0-0'
local ms, seq = parts(ARGV[1])
local mark_ms, mark_seq = parts(mark)
if ms > mark_ms or (ms == mark_ms and seq > mark_seq) then
  mark, mark_ms = ARGV[1], ms
  redis.call('SET', KEYS[1], mark)
end
redis.call('XTRIM', KEYS[2], 'MINID', string.format('%.0f-0', math.min(mark_ms, tonumber(ARGV[2]))))
return mark
