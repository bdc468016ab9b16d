-- Renews a worker's lease by Redis's own clock: those of the workers may be wrong.
-- KEYS lease, claimed, job
-- ARGV worker id, lease in ms
-- Answers what is held under it: {ids, the run of each or nothing}.
local lease, claimed, job = unpack(KEYS)
local worker, ttl = unpack(ARGV)
local time = redis.call('TIME')
redis.call('ZADD', lease, time[1] * 1000 + math.floor(time[2] / 1000) + ttl, worker)
local ids = redis.call('LRANGE', claimed, 0, -1)
local runs = {}
for index, id in ipairs(ids) do
  runs[index] = redis.call('HGET', job, worker .. '|' .. id)
end
return { ids, runs }
