-- How far along the delivery of a conversation is, written by whoever holds its partition.
-- KEYS epoch, sent   ARGV my epoch, log id up to which all is sent, messages sent of the entry after it
if redis.call('GET', KEYS[1]) ~= ARGV[1] then
  return redis.error_reply('STALELEASE')
end
redis.call('HSET', KEYS[2], 'mark', ARGV[2], 'part', ARGV[3])
return 1
