-- What wrk asks, each caller in turn: `constant`, `assignment`, `submission`, `draft` or `page`.
-- A line of callers is TOKEN|ASSIGNMENT, for pages TOKEN|PATH.
-- Whoever asks for records more than 20 times a second is refused, so there are many callers.
local requests, turn, count, pause = {}, 0, 0, 0
local kind, callers = "", {}

function init(arguments)
    kind, pause = arguments[1], tonumber(arguments[3] or "0")
    for line in io.lines(arguments[2]) do
        local token, assignment, version = line:match("^([^|]+)|([^|]+)|?(%d*)$")
        callers[#callers + 1] = {
            token = token, assignment = assignment, version = tonumber(version) or 0,
        }
        if kind == "page" then
            requests[#requests + 1] =
                wrk.format("GET", assignment, { Cookie = "__Host-session=" .. token })
        else
            local path = "/api/v1/assignments/" .. assignment
            requests[#requests + 1] =
                wrk.format("GET", path, { Authorization = "Bearer " .. token })
        end
    end
    what = kind
    math.randomseed(os.time())
    run = math.random(1, 2 ^ 30)
end

local threads = {}

function setup(thread)
    threads[#threads + 1] = thread
end

-- A text as long as a reflection.
local body = string.rep("What they wrote about the first night stayed with me. ", 40)

local writes = {
    submission = function(caller)
        return wrk.format("POST", "/api/v1/assignments/" .. caller.assignment .. "/submissions", {
            Authorization = "Bearer " .. caller.token, ["Content-Type"] = "application/json",
            ["Idempotency-Key"] = run .. "-" .. count,
        }, '{"ai_use": "none", "body": "' .. count .. " " .. body .. '"}')
    end,
    draft = function(caller)
        local version = caller.version
        caller.version = version + 1
        local headers = {
            Authorization = "Bearer " .. caller.token, ["Content-Type"] = "application/json",
        }
        if version == 0 then headers["If-None-Match"] = "*"
        else headers["If-Match"] = '"' .. version .. '"' end
        return wrk.format("PUT", "/api/v1/assignments/" .. caller.assignment .. "/draft", headers,
            '{"body": "' .. count .. " " .. body .. '"}')
    end,
}

function request()
    count = count + 1
    turn = turn % #requests + 1
    if kind == "constant" then return wrk.format("GET", "/healthz") end
    local write = writes[kind]
    if write then
        local asked = write(callers[turn])
        -- wrk makes one request that it never sends, to see whether it can be parsed.
        if count == 1 then callers[turn].version, turn = callers[turn].version - 1, 0 end
        return asked
    end
    return requests[turn]
end

-- Spread evenly: each connection waits so many milliseconds before it asks again. A slow answer
-- delays that connection's next question (coordinated omission), so the tail is a lower bound.
function delay()
    return pause > 0 and math.random(0, 2 * pause) or 0
end

function done(summary, latency)
    local errors = summary.errors
    local failed = errors.connect + errors.read + errors.write + errors.timeout + errors.status
    if failed > 0 then
        print(("%d of %d requests failed"):format(failed, summary.requests))
        return
    end
    print(("measured %s %.1f %.3f %.3f"):format(
        threads[1]:get("what"), summary.requests / summary.duration * 1e6,
        latency:percentile(50) / 1000, latency:percentile(99) / 1000))
end
