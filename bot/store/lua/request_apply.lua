-- A change of one sourcing request. Applied twice it changes nothing the second time.
-- KEYS request   ARGV change (open, cancel), doc JSON (open only)
-- Returns the state after it.
local state = redis.call('HGET', KEYS[1], 'state')
if ARGV[1] == 'open' then
  if not state then
    redis.call('HSET', KEYS[1], 'state', 'open', 'version', 1, 'doc', ARGV[2])
    return 'open'
  end
  return state
end
if state and state ~= 'ordered' and state ~= 'expired' then
  redis.call('HSET', KEYS[1], 'state', 'cancelled')
  return 'cancelled'
end
return state
