-- Takes a job for a worker and says which run of it this is. Renews the worker's lease.
-- KEYS queue, claimed, lease, job, redo, done
-- ARGV worker id, lease in ms, token for a new run; the id of a job that a blocked move has brought, or none for the queue's next
-- Answers {id, token, attempt, how often given back}; {id} where the worker has that job in hand already and the second one of it
-- is dropped; nothing where there is no job, or where the one brought has been taken away again.
local queue, claimed, lease, job, redo, done = unpack(KEYS)
local worker, ttl, token, id = unpack(ARGV)
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('ZADD', lease, now + ttl, worker)
-- Changes nothing: a right that is missing shows before a job has been moved.
redis.call('HDEL', redo, token)

if not id then
  id = redis.call('LMOVE', queue, claimed, 'RIGHT', 'LEFT')
elseif not redis.call('LPOS', claimed, id) then
  return false
end
while id do
  local field = worker .. '|' .. id
  if redis.call('HEXISTS', job, field) == 1 and redis.call('LPOS', claimed, id, 'RANK', 2) then
    redis.call('LREM', claimed, 1, id)
    return { id }
  end
  local unfinished, attempts, returns = read_run(redis.call('HGET', redo, id))
  local run = unfinished or token
  attempts, returns = attempts or 0, returns or 0
  if not unfinished or not redis.call('ZSCORE', done, id .. '|' .. run) then
    redis.call('HSET', job, field, run .. '|' .. attempts + 1 .. '|' .. returns)
    redis.call('HDEL', redo, id)
    return { id, run, attempts + 1, returns }
  end
  -- A worker given up for dead has published it after all.
  redis.call('LREM', claimed, 1, id)
  redis.call('HDEL', redo, id)
  id = redis.call('LMOVE', queue, claimed, 'RIGHT', 'LEFT')
end
return false
