-- Counts what happened, once: known by its name, or by its place in a partition's events, whose mark moves on here.
-- include reps figures
-- KEYS the common prefix   ARGV now (ms), name ('' where there is none), partition, event id, figure, by, figure, by, …
-- Returns 1, or 0 where it was counted before.
local function parts(id)
  local ms, seq = string.match(id, '^(%d+)-(%d+)$')
  return tonumber(ms), tonumber(seq)
end
if ARGV[2] ~= '' then
  if not redis.call('SET', base .. 'figures:once:' .. ARGV[2], 1, 'NX', 'EX', 2592000) then
    return 0
  end
else
  local mark = redis.call('HGET', base .. 'figures:marks', ARGV[3])
  if mark then
    local ms, seq = parts(ARGV[4])
    local mark_ms, mark_seq = parts(mark)
    if ms < mark_ms or (ms == mark_ms and seq <= mark_seq) then
      return 0
    end
  end
  redis.call('HSET', base .. 'figures:marks', ARGV[3], ARGV[4])
end
for i = 5, #ARGV, 2 do
  count(tonumber(ARGV[1]), ARGV[i], ARGV[i + 1])
end
return 1
