-- Renews a worker's lease by Redis's own clock: those of the workers may be wrong.
-- KEYS lease
-- ARGV worker id, lease in ms
local time = redis.call('TIME')
redis.call('ZADD', KEYS[1], time[1] * 1000 + math.floor(time[2] / 1000) + ARGV[2], ARGV[1])
return 1
