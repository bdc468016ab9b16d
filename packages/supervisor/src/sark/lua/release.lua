-- Gives a claimed job back.
-- KEYS queue, claimed, job, redo
-- ARGV worker id, job id, the run's token ('' for a job that was moved and never claimed), 1 or 0: does it count as an attempt,
-- 1 or 0: does it count as given back, 'next' or 'last': is it taken again before or after the others
-- Answers 1, or 0 where the job was not this worker's any more.
local queue, claimed, job, redo = unpack(KEYS)
local worker, id, token, tried, returned, turn = unpack(ARGV)
if not redis.call('LPOS', claimed, id) then
  return 0
end
local field = worker .. '|' .. id
-- Takes no job away (an empty id names none), and tells whether this one can be let go of: else it would be in two places.
redis.call('LREM', claimed, 1, '')
local own, attempts, returns = read_run(redis.call('HGET', job, field))
if own == token then
  redis.call('HSET', redo, id, token .. '|' .. attempts - 1 + tried .. '|' .. returns + returned)
end
if own == token or not own then
  redis.call('HDEL', job, field)
end
if turn == 'last' then
  redis.call('LPUSH', queue, id)
else
  redis.call('RPUSH', queue, id)
end
redis.call('LREM', claimed, 1, id)
return 1
