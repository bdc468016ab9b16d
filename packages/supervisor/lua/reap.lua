-- Gives back the jobs of a worker whose lease has run out.
-- KEYS queue, the worker's claimed list, lease, job, redo
-- ARGV the worker's id
-- Answers the ids given back: none where the worker has turned up again.
local queue, claimed, lease, job, redo = unpack(KEYS)
local worker = ARGV[1]
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local expiry = redis.call('ZSCORE', lease, worker)
if expiry and tonumber(expiry) > now then
  return {}
end
local ids = redis.call('LRANGE', claimed, 0, -1)
for _, id in ipairs(ids) do
  local field = worker .. '|' .. id
  local run = redis.call('HGET', job, field)
  if run then
    redis.call('HSET', redo, id, run)
    redis.call('HDEL', job, field)
  end
  -- From the newest to the oldest, so that the oldest comes first again.
  redis.call('RPUSH', queue, id)
end
redis.call('DEL', claimed)
redis.call('ZREM', lease, worker)
return ids
