-- Takes a job for a worker and says which run of it this is. Renews the worker's lease.
-- KEYS queue, claimed, lease, job, redo, done
-- ARGV worker id, lease in ms, token for a new run, job id that a blocked move has brought ('' for the queue's next)
-- Answers {id, token, attempt}; nothing where there is no job, or where the one brought has been taken away again.
local queue, claimed, lease, job, redo, done = unpack(KEYS)
local worker, ttl, token, id = unpack(ARGV)
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('ZADD', lease, now + ttl, worker)

if id == '' then
  id = redis.call('LMOVE', queue, claimed, 'RIGHT', 'LEFT')
elseif not redis.call('LPOS', claimed, id) then
  return false
end
while id do
  local unfinished = redis.call('HGET', redo, id)
  local run, attempt = token, 1
  if unfinished then
    local before
    run, before = string.match(unfinished, '^(.*)|(%d+)$')
    attempt = before + 1
    redis.call('HDEL', redo, id)
  end
  if not unfinished or not redis.call('ZSCORE', done, id .. '|' .. run) then
    redis.call('HSET', job, worker .. '|' .. id, run .. '|' .. attempt)
    return { id, run, attempt }
  end
  -- A worker given up for dead has published it after all.
  redis.call('LREM', claimed, 1, id)
  id = redis.call('LMOVE', queue, claimed, 'RIGHT', 'LEFT')
end
return false
