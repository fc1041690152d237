-- What wrk asks: `constant` or `assignment`, each caller in turn.
-- Whoever asks for records more than 20 times a second is refused, so there are many callers.
local requests, turn = {}, 0

function init(arguments)
    local kind = arguments[1]
    for line in io.lines(arguments[2]) do
        local token, assignment = line:match("^(%S+)|(%S+)$")
        if kind == "assignment" then
            requests[#requests + 1] = wrk.format("GET", "/api/v1/assignments/" .. assignment,
                { Authorization = "Bearer " .. token })
        else
            requests[#requests + 1] = wrk.format("GET", "/healthz")
        end
    end
    what = kind
end

local threads = {}

function setup(thread)
    threads[#threads + 1] = thread
end

function request()
    turn = turn % #requests + 1
    return requests[turn]
end

function done(summary, latency)
    local errors = summary.errors
    local failed = errors.connect + errors.read + errors.write + errors.timeout + errors.status
    if failed > 0 then
        print(("%d of %d requests failed"):format(failed, summary.requests))
        return
    end
    print(("measured %s: %.0f requests/s, half within %.1f ms, 99 %% within %.1f ms"):format(
        threads[1]:get("what"), summary.requests / summary.duration * 1e6,
        latency:percentile(50) / 1000, latency:percentile(99) / 1000))
end
