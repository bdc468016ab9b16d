-- Publishes a run's result, unless that very run has been published before, and lets go of the job.
-- KEYS claimed, job, done, results
-- ARGV worker id, job id, token, result as JSON, how long to remember it in ms
-- Answers 'OK', or 'DUP' where there was nothing left to publish.
local claimed, job, done, results = unpack(KEYS)
local worker, id, token, result, keep = unpack(ARGV)
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local field = worker .. '|' .. id
local published = id .. '|' .. token
redis.call('ZREMRANGEBYSCORE', done, '-inf', now - keep)
-- Changes nothing: what would be refused after the result is pushed is refused before.
redis.call('HDEL', job, published)
local isNew = not redis.call('ZSCORE', done, published)
if isNew then
  -- Neither does this: without the note the next try would publish again.
  redis.call('ZADD', done, 'XX', now, published)
  redis.call('LPUSH', results, result)
  redis.call('ZADD', done, now, published)
end
-- Were this refused, the next try would find the note and do it.
-- Another run of the same job may be claimed already, or be about to be: that one is left alone.
local run = redis.call('HGET', job, field)
if read_run(run) == token then
  redis.call('LREM', claimed, 1, id)
  redis.call('HDEL', job, field)
end
return isNew and 'OK' or 'DUP'
