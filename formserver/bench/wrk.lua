-- Drives wrk: asks for one page over and over, or posts every prepared body once; tells the figures in one line.
-- wrk.lua COOKIE [FILE], FILE holding a path and an urlencoded body on each line, with a tab between.
local bodies, place = {}, 0
local cookie

function init(args)
  cookie = args[1]
  if args[2] then
    for line in io.lines(args[2]) do bodies[#bodies + 1] = line end
  end
end

function request()
  if #bodies == 0 then
    return wrk.format("GET", nil, { ["Cookie"] = cookie })
  end
  place = place + 1
  local path, body = bodies[place]:match("^([^\t]*)\t(.*)$")
  if place >= #bodies then wrk.thread:stop() end
  return wrk.format("POST", path, {
    ["Cookie"] = cookie,
    ["Content-Type"] = "application/x-www-form-urlencoded",
  }, body)
end

function done(summary, latency, requests)
  local errors = summary.errors
  print(string.format('FIGURES {"requests": %d, "us": %d, "errors": %d, "p50": %.1f, "p99": %.1f}',
    summary.requests, summary.duration,
    errors.connect + errors.read + errors.write + errors.timeout + errors.status,
    latency:percentile(50), latency:percentile(99)))
end
