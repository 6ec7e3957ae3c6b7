"""What happens to a queue, each in one step: Lua over the seven keys of `queues.py`.

KEYS: 1 high, 2 normal, 3 low, 4 processing (lists of ids: in at the left, out at the right),
5 dead, 6 leases (id by the millisecond its lease ends), 7 jobs (hash: body, place, tries and token
of each id).
"""

# a full server refuses a script at its first write that could take memory, and at no later one:
# what empties a queue begins with one that cannot, or a queue that fills a server stays full
_EVEN_IF_FULL = "redis.call('LREM', KEYS[4], 1, '')\n"
_NOW = """
local function moment(text)
  if text ~= '' then return tonumber(text) end
  local time = redis.call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end
"""
# a job leaves the hands of its worker: to the front or the end of its list, or to the dead
_RELEASE = """
local function release(id, most, push)
  redis.call('ZREM', KEYS[6], id)
  redis.call('LREM', KEYS[4], 1, id)
  redis.call('HDEL', KEYS[7], 'token:' .. id)
  -- of a job whose fields somebody deleted by hand there is nothing to do, but the rest goes on
  local place = tonumber(redis.call('HGET', KEYS[7], 'place:' .. id)) or 2
  local tries = tonumber(redis.call('HGET', KEYS[7], 'tries:' .. id)) or most
  if tries >= most then
    redis.call('LPUSH', KEYS[5], id)
  else
    redis.call(push, KEYS[place], id)
  end
end
"""

# ARGV: id, body, place
PUSH = """
local id, body, place = ARGV[1], ARGV[2], tonumber(ARGV[3])
if redis.call('HEXISTS', KEYS[7], 'body:' .. id) == 1
    and redis.call('LREM', KEYS[5], 1, id) == 0 then
  return 0
end
redis.call('HSET', KEYS[7], 'body:' .. id, body, 'place:' .. id, place, 'tries:' .. id, 0)
redis.call('LPUSH', KEYS[place], id)
return 1
"""

# ARGV: moment, lease, token, most tries
TAKE = (
    _EVEN_IF_FULL
    + _NOW
    + _RELEASE
    + """
local now, lease, token, most = moment(ARGV[1]), tonumber(ARGV[2]), ARGV[3], tonumber(ARGV[4])
if redis.call('ZCOUNT', KEYS[6], '-inf', now) > 0 then
  -- the newest first, so that the oldest is put in front last
  for _, id in ipairs(redis.call('LRANGE', KEYS[4], 0, -1)) do
    local ends = tonumber(redis.call('ZSCORE', KEYS[6], id)) or now
    if ends <= now then release(id, most, 'RPUSH') end
  end
end
for place = 1, 3 do
  local id = redis.call('LMOVE', KEYS[place], KEYS[4], 'RIGHT', 'LEFT')
  if id then
    redis.call('ZADD', KEYS[6], now + lease, id)
    redis.call('HSET', KEYS[7], 'token:' .. id, token)
    local tries = redis.call('HINCRBY', KEYS[7], 'tries:' .. id, 1)
    return {id, redis.call('HGET', KEYS[7], 'body:' .. id) or '', tries}
  end
end
return false
"""
)

# ARGV: id, token, moment, lease
EXTEND = (
    _EVEN_IF_FULL
    + _NOW
    + """
if redis.call('HGET', KEYS[7], 'token:' .. ARGV[1]) ~= ARGV[2] then return 0 end
redis.call('ZADD', KEYS[6], moment(ARGV[3]) + tonumber(ARGV[4]), ARGV[1])
return 1
"""
)

# ARGV: id, token
FINISH = """
local id = ARGV[1]
if redis.call('HGET', KEYS[7], 'token:' .. id) ~= ARGV[2] then return 0 end
redis.call('ZREM', KEYS[6], id)
redis.call('LREM', KEYS[4], 1, id)
redis.call('HDEL', KEYS[7], 'body:' .. id, 'place:' .. id, 'tries:' .. id, 'token:' .. id)
return 1
"""

# ARGV: id, token, most tries
GIVE_BACK = (
    _EVEN_IF_FULL
    + _RELEASE
    + """
if redis.call('HGET', KEYS[7], 'token:' .. ARGV[1]) ~= ARGV[2] then return 0 end
release(ARGV[1], tonumber(ARGV[3]), 'LPUSH')
return 1
"""
)

COUNT = """
local found = {}
for place = 1, 5 do found[place] = redis.call('LLEN', KEYS[place]) end
return found
"""
