-- The rep will not take what was offered: back to the queue, age kept, and not to the same rep for a while.
-- include reps waits
-- KEYS the common prefix   ARGV now (ms), conversation, rep, epoch, not again before (ms)
-- Returns 1, or 0 where it is not reserved by that rep any more.
local now, conversation, rep = tonumber(ARGV[1]), ARGV[2], ARGV[3]
local h = redis.call('HMGET', handoff_key(conversation), 'state', 'rep', 'epoch')
if h[1] ~= 'reserved' or h[2] ~= rep or h[3] ~= ARGV[4] then
  return 0
end
bar(conversation, rep, ARGV[5])
requeue(conversation, rep, 'requeued', now)
redis.call('HINCRBY', base .. 'tally', 'rejected', 1)
return 1
