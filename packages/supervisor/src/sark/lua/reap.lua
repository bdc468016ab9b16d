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
local ids = {}
-- From the newest to the oldest, so that the oldest comes first again.
local id = redis.call('LINDEX', claimed, 0)
while id do
  local field = worker .. '|' .. id
  local run = redis.call('HGET', job, field)
  if read_run(run) then
    redis.call('HSET', redo, id, run)
  end
  if run then
    redis.call('HDEL', job, field)
  end
  redis.call('LMOVE', claimed, queue, 'LEFT', 'RIGHT')
  ids[#ids + 1] = id
  id = redis.call('LINDEX', claimed, 0)
end
-- The last: without a lease nobody would look for what is left.
redis.call('ZREM', lease, worker)
return ids
