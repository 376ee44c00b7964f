-- Asks for one address after the other from a file of "path<TAB>cookie" lines.
local visits, at = {}, 0
local threads = {}
bad = 0

function setup(thread)
  table.insert(threads, thread)
end

function init(arguments)
  for line in io.lines(arguments[1]) do
    local path, cookie = line:match("^([^\t]*)\t(.*)$")
    visits[#visits + 1] = wrk.format("GET", path, { ["Cookie"] = cookie, ["Accept-Language"] = "fr" })
  end
  at = tonumber(arguments[2]) % #visits
end

function request()
  at = at % #visits + 1
  return visits[at]
end

function response(status)
  if status ~= 200 then bad = bad + 1 end
end

function done(summary, latency)
  local wrong = 0
  for _, thread in ipairs(threads) do wrong = wrong + thread:get("bad") end
  local errors = summary.errors
  wrong = wrong + errors.connect + errors.read + errors.write + errors.timeout
  print(string.format('RESULT {"requests": %d, "seconds": %f, "bad": %d}',
    summary.requests, summary.duration / 1e6, wrong))
end
