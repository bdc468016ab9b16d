-- Gives a claimed job back: it is the next one to be taken.
-- KEYS queue, claimed, job, redo
-- ARGV worker id, job id, the run's token ('' for a job that was moved and never claimed), 1 or 0: does it count as an attempt,
-- 1 or 0: does it count as given back
-- Answers 1, or 0 where the job was not this worker's any more.
local queue, claimed, job, redo = unpack(KEYS)
local worker, id, token, tried, returned = unpack(ARGV)
if not redis.call('LPOS', claimed, id) then
  return 0
end
local field = worker .. '|' .. id
-- Changes nothing (no job has that name), and tells whether the job can be let go of: else it would be in two places.
redis.call('LREM', claimed, 1, field)
local run = redis.call('HGET', job, field)
local own, attempts, returns = string.match(run or '', '^(.*)|(%d+)|(%d+)$')
if own == token then
  redis.call('HSET', redo, id, token .. '|' .. attempts - 1 + tried .. '|' .. returns + returned)
  redis.call('HDEL', job, field)
end
redis.call('RPUSH', queue, id)
redis.call('LREM', claimed, 1, id)
return 1
