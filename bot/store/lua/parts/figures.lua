-- The figures of the floor: one hash for each hour, kept for 92 days. Whoever calls this does so once for what happened.
local function count(now, figure, by)
  local hour = base .. 'figures:' .. string.format('%d', math.floor(now / 3600000))
  redis.call('HINCRBY', hour, figure, by)
  redis.call('EXPIRE', hour, 7948800)
end
