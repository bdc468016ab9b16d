-- Gives up the ownership of a worker's id.
-- KEYS owner
-- ARGV this process's mark
if redis.call('GET', KEYS[1]) == ARGV[1] then
  return redis.call('DEL', KEYS[1])
end
return 0
