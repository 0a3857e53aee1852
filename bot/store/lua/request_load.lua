-- Everything about a sourcing request, as of one moment.
-- KEYS doc, quotes, invited
-- Returns the three hashes as lists of name and value.
return {redis.call('HGETALL', KEYS[1]), redis.call('HGETALL', KEYS[2]), redis.call('HGETALL', KEYS[3])}
