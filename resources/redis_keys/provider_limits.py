"""What all processes together use of a provider's limits: counted in Redis in one step.

One hash for each account at a provider: requests (`r{bucket}`) and tokens (`t{bucket}`) of the
last 61 buckets, until when everybody waits (`p`, ms), and the requests and tokens a minute that
the provider last told of (`R`, `T`), which hold instead of ours for ten minutes after the last
call. What it means is in `resources.llm.rate_windows`, which counts alike without Redis.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from resources.redis_keys.monitor import PROVIDER_LIMITS
from resources.redis_store import RedisStore

_TAKE = """
local key = KEYS[1]
local most_r, most_t, width = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local pause, wishes = tonumber(ARGV[4]), tonumber(ARGV[5])
local heard_r, heard_t = tonumber(ARGV[6]), tonumber(ARGV[7])
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local bucket = math.floor(now / width)
local last, until_ms = bucket - 60, 0
local r, t, live = {}, {}, {}
local all = redis.call('HGETALL', key)
for i = 1, #all, 2 do
  local name, value = all[i], tonumber(all[i + 1])
  local kind, place = string.sub(name, 1, 1), tonumber(string.sub(name, 2))
  if kind == 'p' then until_ms = value
  elseif kind == 'R' then if heard_r == 0 then heard_r = value end
  elseif kind == 'T' then if heard_t == 0 then heard_t = value end
  elseif place < last then redis.call('HDEL', key, name)
  elseif kind == 'r' then r[place] = value; live[#live + 1] = place
  else t[place] = value end
end
if tonumber(ARGV[6]) > 0 then redis.call('HSET', key, 'R', ARGV[6]) end
if tonumber(ARGV[7]) > 0 then redis.call('HSET', key, 'T', ARGV[7]) end
if heard_r > 0 then most_r = heard_r end
if heard_t > 0 then most_t = heard_t end
local function change(place, requests, tokens)
  r[place] = redis.call('HINCRBY', key, 'r' .. string.format('%d', place), requests)
  t[place] = redis.call('HINCRBY', key, 't' .. string.format('%d', place), tokens)
end
for i = 8 + wishes, #ARGV, 3 do
  local place = tonumber(ARGV[i])
  if r[place] then change(place, tonumber(ARGV[i + 1]), tonumber(ARGV[i + 2])) end
end
if pause > 0 and now + pause > until_ms then
  until_ms = now + pause
  redis.call('HSET', key, 'p', string.format('%d', until_ms))
end
local keep = math.max(61 * width, until_ms - now)
if heard_r > 0 or heard_t > 0 then keep = math.max(keep, 600000) end
if until_ms > now then
  redis.call('PEXPIRE', key, keep)
  return {0, until_ms - now, bucket, 1, most_t}
end
local sum_r, sum_t = 0, 0
for _, place in ipairs(live) do sum_r = sum_r + r[place]; sum_t = sum_t + (t[place] or 0) end
local function fits(tokens)
  return (most_r == 0 or sum_r + 1 <= most_r) and (most_t == 0 or sum_t + tokens <= most_t)
end
local function wished(place)
  local tokens = tonumber(ARGV[8 + place])
  if most_t > 0 and tokens > most_t then return most_t end
  return tokens
end
local admitted, taken = 0, 0
while admitted < wishes do
  local tokens = wished(admitted)
  if not fits(tokens) then break end
  sum_r, sum_t, taken, admitted = sum_r + 1, sum_t + tokens, taken + tokens, admitted + 1
end
if admitted > 0 then
  if not r[bucket] then live[#live + 1] = bucket end
  change(bucket, admitted, taken)
end
redis.call('PEXPIRE', key, keep)
if admitted == wishes then return {admitted, 0, bucket, 0, most_t} end
table.sort(live)
for _, place in ipairs(live) do
  sum_r, sum_t = sum_r - r[place], sum_t - (t[place] or 0)
  if fits(wished(admitted)) then
    return {admitted, (place + 61) * width - now, bucket, 0, most_t}
  end
end
return {admitted, width, bucket, 0, most_t}
"""


def take_shared(
    store: RedisStore,
    provider: str,
    account: str,
    *,
    bounds: tuple[int, int, int],
    tokens: Sequence[int],
    changes: Sequence[tuple[int, int, int]] = (),
    pause_ms: int = 0,
    heard: tuple[int, int] = (0, 0),
) -> tuple[int, int, int, int, int]:
    """Correct what was counted, pause, and let through what fits, in order.

    Args:
        store: the Redis.
        provider: whose limits.
        account: which account there, by a name that is no secret.
        bounds: requests and tokens in 60 buckets (0: any number), and a bucket's length in ms.
        tokens: of each call that wishes to be sent.
        changes: bucket, requests and tokens to add, negative to take back.
        pause_ms: how long everybody has to wait from now; 0 changes nothing.
        heard: requests and tokens a minute that the provider tells of; 0 changes nothing.

    Returns:
        How many are let through, ms until the next may be, their bucket, 1 if all are paused, and
        the bound of tokens in force, which no call counts for more than.

    Raises:
        StoreError: Redis does not answer: nothing was let through.
    """
    numbers = [
        *bounds,
        pause_ms,
        len(tokens),
        *heard,
        *tokens,
        *(n for one in changes for n in one),
    ]
    key = PROVIDER_LIMITS.key(provider=provider, account=account)
    found = store.run_script("taking from a provider's limits", _TAKE, [key], *map(str, numbers))
    return cast("tuple[int, int, int, int, int]", tuple(map(int, found)))
