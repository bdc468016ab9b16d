-- A worker that stops gives up its lease, unless it still holds a job.
-- KEYS claimed, lease
-- ARGV worker id
if redis.call('LLEN', KEYS[1]) == 0 then
  return redis.call('ZREM', KEYS[2], ARGV[1])
end
return 0
