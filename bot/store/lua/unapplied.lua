-- What a partition has committed and not yet applied.
-- KEYS applied, events   ARGV how many entries to look at
-- Returns {id of the newest entry looked at or '', {{id, effect JSON}, …}}, oldest first.
local mark = redis.call('GET', KEYS[1]) or '0-0'
local newest, effects = '', {}
for _, entry in ipairs(redis.call('XRANGE', KEYS[2], '(' .. mark, '+', 'COUNT', ARGV[1])) do
  newest = entry[1]
  for i = 1, #entry[2], 2 do
    if entry[2][i] == 'effect' then
      effects[#effects + 1] = {newest, entry[2][i + 1]}
    end
  end
end
return {newest, effects}
