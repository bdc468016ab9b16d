-- Gives a claimed job back: it is the next one to be taken.
-- KEYS queue, claimed, job, redo
-- ARGV worker id, job id, 1 where the run counts as an attempt and 0 where it never really began
-- Answers 1, or 0 where the job was not this worker's any more.
local queue, claimed, job, redo = unpack(KEYS)
local worker, id, counts = unpack(ARGV)
if redis.call('LREM', claimed, 1, id) == 0 then
  return 0
end
local field = worker .. '|' .. id
local run = redis.call('HGET', job, field)
if run then
  local token, attempt = string.match(run, '^(.*)|(%d+)$')
  if counts == '0' then
    attempt = attempt - 1
  end
  redis.call('HSET', redo, id, token .. '|' .. attempt)
  redis.call('HDEL', job, field)
end
redis.call('RPUSH', queue, id)
return 1
