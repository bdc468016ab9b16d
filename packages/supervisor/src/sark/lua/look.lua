-- Whose leases have run out, and when the next one will.
-- KEYS lease
-- ARGV how many workers at most
-- Answers {ms until the next lease runs out, or -1; worker ids}.
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local expired = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', now, 'LIMIT', 0, ARGV[1])
local coming = redis.call('ZRANGEBYSCORE', KEYS[1], '(' .. now, '+inf', 'WITHSCORES', 'LIMIT', 0, 1)
return { coming[2] and math.ceil(coming[2] - now) or -1, expired }
