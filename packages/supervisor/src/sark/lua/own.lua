-- Takes or keeps the ownership of a worker's id.
-- KEYS owner
-- ARGV this process's mark, how long it holds in ms, a mark that may be replaced ('' for none)
-- Answers nothing, or the mark of the process that has it.
local holder = redis.call('GET', KEYS[1])
if holder and holder ~= ARGV[1] and holder ~= ARGV[3] then
  return holder
end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return false
