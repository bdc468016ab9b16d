-- Publishes a run's result, unless that very run has been published before, and lets go of the job.
-- KEYS claimed, job, done, results
-- ARGV worker id, job id, token, result as JSON, how long to remember it in ms
-- Answers 'OK', or 'DUP' where there was nothing left to publish.
local claimed, job, done, results = unpack(KEYS)
local worker, id, token, result, keep = unpack(ARGV)
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local field = worker .. '|' .. id
local run = redis.call('HGET', job, field)
-- Another run of the same job may be claimed already, or be about to be: that one is left alone.
if run and string.match(run, '^(.*)|%d+$') == token then
  redis.call('LREM', claimed, 1, id)
  redis.call('HDEL', job, field)
end
redis.call('ZREMRANGEBYSCORE', done, '-inf', now - keep)
if redis.call('ZADD', done, 'NX', now, id .. '|' .. token) == 0 then
  return 'DUP'
end
redis.call('LPUSH', results, result)
return 'OK'
