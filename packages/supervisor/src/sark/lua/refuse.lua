-- Takes away what was claimed and is no job.
-- KEYS claimed, job, redo
-- ARGV worker id, what the queue had
-- Answers how many there were of it.
local claimed, job, redo = unpack(KEYS)
local worker, id = unpack(ARGV)
redis.call('HDEL', redo, id)
redis.call('HDEL', job, worker .. '|' .. id)
return redis.call('LREM', claimed, 1, id)
