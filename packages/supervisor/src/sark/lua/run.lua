-- Put in front of every script. A run is `token|attempt|how often given back`; whatever else is found is none.
local function read_run(text)
  local token, attempts, returns = string.match(text or '', '^([\32-\126]+)|(%d+)|(%d+)$')
  if token and #attempts < 10 and #returns < 10 then
    return token, tonumber(attempts), tonumber(returns)
  end
end
