package redis

import "github.com/redis/go-redis/v9"

// scripts are the verbs. Each takes all its keys in KEYS, reads no clock, checks first and
// writes last, and answers a list whose first element names the outcome. What is said of KEYS and
// ARGV leaves out the last of each, which are the guard's. Redis does not undo
// what a script wrote before it failed, so each key is read before the first write, if only to
// learn that it is of the right type.
type scripts struct {
	open, placed, closing, answer *redis.Script
	standings                     *redis.Script
	claim, post, confirm, release *redis.Script
	saveClass, saveRound          *redis.Script
	removeRecord, dropScore, move *redis.Script
	reset                         *redis.Script
	saveProfile, moveProfile      *redis.Script
	begin, notice, mark, register *redis.Script
	tell, accept                  *redis.Script
}

func newScripts() scripts {
	return scripts{
		open:      redis.NewScript(openScript),
		placed:    redis.NewScript(placedScript),
		closing:   redis.NewScript(closeScript),
		answer:    redis.NewScript(answerScript),
		standings: redis.NewScript(standingsScript),
		claim:     redis.NewScript(claimScript),
		post:      redis.NewScript(postScript),
		confirm:   redis.NewScript(confirmScript),
		release:   redis.NewScript(releaseScript),
		saveClass: redis.NewScript(saveClassScript),
		saveRound: redis.NewScript(saveRoundScript),

		removeRecord: redis.NewScript(removeRecordScript),
		dropScore:    redis.NewScript(dropScoreScript),
		move:         redis.NewScript(moveScript),
		reset:        redis.NewScript(resetScript),

		saveProfile: redis.NewScript(saveProfileScript),
		moveProfile: redis.NewScript(moveProfileScript),

		begin:    redis.NewScript(beginScript),
		notice:   redis.NewScript(noticeScript),
		mark:     redis.NewScript(markScript),
		register: redis.NewScript(registerScript),
		tell:     redis.NewScript(tellScript),
		accept:   redis.NewScript(acceptScript),
	}
}

// guard begins every script that writes: the last key holds the mark of the class or, for the
// classes themselves, that of the store, and the last argument is what it must be. It costs no
// round trip, and where the mark is gone nothing is written.
const guard = `
if redis.call('HGET', KEYS[#KEYS], '@') ~= ARGV[#ARGV] then return {'lost'} end`

// KEYS prompt, open, prompts. ARGV data, closes, changes, opens, id, how long a prompt that is
// not listed is kept (ms; 0: it is listed), how many boards it has.
// Answers opened, or conflict with what is there.
const openScript = guard + `
local was = redis.call('HGET', KEYS[1], 'data')
if was then
  if was == ARGV[1] then return {'opened'} end
  return {'conflict'}
end
redis.call('ZCARD', KEYS[2])
redis.call('ZCARD', KEYS[3])
redis.call('HSET', KEYS[1], 'data', ARGV[1], 'closes', ARGV[2], 'changes', ARGV[3], 'state', 'open', 'boards', ARGV[7])
if tonumber(ARGV[6]) > 0 then
  redis.call('PEXPIRE', KEYS[1], ARGV[6])
else
  redis.call('ZADD', KEYS[2], ARGV[4], ARGV[5])
  redis.call('ZADD', KEYS[3], ARGV[4], ARGV[5])
end
return {'opened'}`

// KEYS prompt, placed. ARGV place.
const placedScript = guard + `
if redis.call('EXISTS', KEYS[1]) == 0 then return {'missing'} end
redis.call('ZADD', KEYS[2], 'NX', redis.call('ZCARD', KEYS[2]) + 1, ARGV[1])
return {'placed'}`

// KEYS prompt, open. ARGV id.
const closeScript = guard + `
if redis.call('HEXISTS', KEYS[1], 'data') == 0 then return {'missing'} end
redis.call('ZCARD', KEYS[2])
redis.call('HSET', KEYS[1], 'state', 'closed')
redis.call('ZREM', KEYS[2], ARGV[1])
return {'closed'}`

// KEYS prompt, answers, student, resets, boards…. ARGV student, prompt, at, event, points, answer,
// names of the boards…; those beyond the prompt's own were added by the caller. The guard's key is
// the resets.
// Answers the outcome and, unless it is the one that was given, the answer that stands. An
// answer is kept with the epoch of the class, so that points are only taken back from a board
// that has not been emptied since.
const answerScript = `
local class = redis.call('HMGET', KEYS[4], '#', '@')
if class[2] ~= ARGV[#ARGV] then return {'lost'} end
local prompt = redis.call('HMGET', KEYS[1], 'closes', 'changes', 'state', 'boards')
if not prompt[3] then return {'missing'} end
local stands = redis.call('HGET', KEYS[2], ARGV[1])
local closes, points = tonumber(prompt[1]), tonumber(ARGV[5])
local late = prompt[3] == 'closed' or (closes ~= 0 and tonumber(ARGV[3]) >= closes)
local outcome, kept, was = 'recorded', ARGV[6], nil
if stands then
  was = cjson.decode(stands)
  local seen = was.event == ARGV[4]
  for _, e in ipairs(was.earlier or {}) do seen = seen or e == ARGV[4] end
  if seen then return {'repeated', stands} end
  if late then return {'late', stands} end
  if was.revision >= tonumber(prompt[2]) then return {'kept', stands} end
  local now = cjson.decode(ARGV[6])
  now.revision = was.revision + 1
  now.earlier = was.earlier or {}
  table.insert(now.earlier, was.event)
  outcome, kept = 'changed', cjson.encode(now)
elseif late then
  return {'late'}
end
local epoch = class[1]
redis.call('ZCARD', KEYS[3])
for i = 5, #KEYS do redis.call('ZCARD', KEYS[i]) end
if epoch then kept = string.sub(kept, 1, -2) .. ',"epoch":' .. epoch .. '}' end
local added = {}
for i = 5 + tonumber(prompt[4] or #KEYS), #KEYS do table.insert(added, ARGV[i + 2]) end
if #added > 0 then kept = string.sub(kept, 1, -2) .. ',"boards":' .. cjson.encode(added) .. '}' end
redis.call('HSET', KEYS[2], ARGV[1], kept)
redis.call('ZADD', KEYS[3], ARGV[3], ARGV[2])
for i = 5, #KEYS do
  local more = points
  if was and (was.epoch or 0) >= tonumber(redis.call('HGET', KEYS[4], ARGV[i + 2]) or 0) then more = points - was.points end
  redis.call('ZINCRBY', KEYS[i], -more, ARGV[1])
end
if outcome == 'recorded' then return {outcome} end
return {outcome, kept}`

// KEYS board, resets. ARGV rows, student, the mark (empty: none is expected).
// Answers the total, the first rows as student, score, …, and the student's score and how
// many are ahead when the student is on the board. Scores are negative points.
const standingsScript = `
if ARGV[3] ~= '' and redis.call('HGET', KEYS[2], '@') ~= ARGV[3] then return {'lost'} end
local top = {}
if tonumber(ARGV[1]) > 0 then top = redis.call('ZRANGE', KEYS[1], 0, ARGV[1] - 1, 'WITHSCORES') end
local own = redis.call('ZSCORE', KEYS[1], ARGV[2])
local total = redis.call('ZCARD', KEYS[1])
if not own then return {total, top} end
return {total, top, own, redis.call('ZCOUNT', KEYS[1], '-inf', '(' .. own)}`

// KEYS job, jobs. ARGV key, owner, now, until.
// Answers mine, held (by another) or done, and the fields of the job.
const claimScript = guard + `
local job = redis.call('HMGET', KEYS[1], 'stage', 'owner', 'until')
if job[1] and job[1] ~= 'claimed' then return {'done', redis.call('HGETALL', KEYS[1])} end
if job[1] and tonumber(job[3]) > tonumber(ARGV[3]) then
  if job[2] == ARGV[2] then return {'mine', redis.call('HGETALL', KEYS[1])} end
  return {'held', redis.call('HGETALL', KEYS[1])}
end
redis.call('ZCARD', KEYS[2])
if not job[1] then
  redis.call('HSET', KEYS[1], 'stage', 'claimed', 'first', ARGV[3], 'attempts', 0)
  redis.call('ZADD', KEYS[2], ARGV[3], ARGV[1])
end
redis.call('HSET', KEYS[1], 'owner', ARGV[2], 'until', ARGV[4])
redis.call('HINCRBY', KEYS[1], 'attempts', 1)
return {'mine', redis.call('HGETALL', KEYS[1])}`

// KEYS job. ARGV ref.
const postScript = guard + `
local stage = redis.call('HGET', KEYS[1], 'stage')
if not stage then return {'missing'} end
if stage == 'claimed' then redis.call('HSET', KEYS[1], 'stage', 'posted', 'ref', ARGV[1]) end
return {'posted', redis.call('HGETALL', KEYS[1])}`

// KEYS job, jobs. ARGV key.
const confirmScript = guard + `
if redis.call('HEXISTS', KEYS[1], 'stage') == 0 then return {'missing'} end
redis.call('ZCARD', KEYS[2])
redis.call('HSET', KEYS[1], 'stage', 'confirmed')
redis.call('ZREM', KEYS[2], ARGV[1])
return {'confirmed'}`

// KEYS job. ARGV owner.
const releaseScript = guard + `
local job = redis.call('HMGET', KEYS[1], 'stage', 'owner')
if job[1] == 'claimed' and job[2] == ARGV[1] then redis.call('HSET', KEYS[1], 'owner', '', 'until', 0) end
return {'released'}`

// KEYS classes, or the records of a kind. ARGV id, revision it was read with, data.
// Answers saved, or conflict. A value is the revision, a bar, and the data.
const saveClassScript = guard + `
local was = redis.call('HGET', KEYS[1], ARGV[1])
local next = tostring(tonumber(ARGV[2]) + 1) .. '|' .. ARGV[3]
if was == next then return {'saved'} end
local revision = 0
if was then revision = tonumber(string.match(was, '^(%d+)|')) end
if revision ~= tonumber(ARGV[2]) then return {'conflict'} end
redis.call('HSET', KEYS[1], ARGV[1], next)
return {'saved'}`

// KEYS round, rounds. ARGV id, revision it was read with, data, how long it is kept (ms; 0: it
// is not over).
// Answers saved, or conflict. The value is as in saveClass.
const saveRoundScript = guard + `
local was = redis.call('GET', KEYS[1])
local next = tostring(tonumber(ARGV[2]) + 1) .. '|' .. ARGV[3]
if was == next then return {'saved'} end
local revision = 0
if was then revision = tonumber(string.match(was, '^(%d+)|')) end
if revision ~= tonumber(ARGV[2]) then return {'conflict'} end
redis.call('SCARD', KEYS[2])
if tonumber(ARGV[4]) > 0 then
  redis.call('SET', KEYS[1], next, 'PX', ARGV[4])
  redis.call('SREM', KEYS[2], ARGV[1])
else
  redis.call('SET', KEYS[1], next)
  redis.call('SADD', KEYS[2], ARGV[1])
end
return {'saved'}`

// KEYS the records of a kind. ARGV id, revision it was read with.
const removeRecordScript = guard + `
local was = redis.call('HGET', KEYS[1], ARGV[1])
if not was then return {'removed'} end
if tonumber(string.match(was, '^(%d+)|')) ~= tonumber(ARGV[2]) then return {'conflict'} end
redis.call('HDEL', KEYS[1], ARGV[1])
return {'removed'}`

// KEYS board. ARGV student.
const dropScoreScript = guard + `
redis.call('ZREM', KEYS[1], ARGV[1])
return {'dropped'}`

// KEYS board. ARGV name of the board. The guard's key is the resets, which it writes too.
const resetScript = guard + `
redis.call('HSET', KEYS[2], ARGV[1], redis.call('HINCRBY', KEYS[2], '#', 1))
redis.call('DEL', KEYS[1])
return {'emptied'}`

// KEYS answers, student it is from, student it is for, resets, boards…. ARGV prompt, from, to
// (empty: nobody), names of the boards…. The guard's key is the resets.
// Moves an answer, and its points on the boards that have them. When the other student has an
// answer of their own, that one stands and this one is gone with its points.
const moveScript = `
if redis.call('HGET', KEYS[4], '@') ~= ARGV[#ARGV] then return {'lost'} end
local answer = redis.call('HGET', KEYS[1], ARGV[2])
local at = redis.call('ZSCORE', KEYS[2], ARGV[1])
redis.call('ZCARD', KEYS[3])
for i = 5, #KEYS do redis.call('ZCARD', KEYS[i]) end
if answer then
  local moved = cjson.decode(answer)
  redis.call('HDEL', KEYS[1], ARGV[2])
  local given = ARGV[3] ~= '' and redis.call('HSETNX', KEYS[1], ARGV[3], answer) == 1
  if given then redis.call('ZADD', KEYS[3], at or moved.at, ARGV[1]) end
  for i = 5, #KEYS do
    if (moved.epoch or 0) >= tonumber(redis.call('HGET', KEYS[4], ARGV[i - 1]) or 0) then
      if redis.call('ZSCORE', KEYS[i], ARGV[2]) then redis.call('ZINCRBY', KEYS[i], moved.points, ARGV[2]) end
      if given then redis.call('ZINCRBY', KEYS[i], -moved.points, ARGV[3]) end
    end
  end
end
redis.call('ZREM', KEYS[2], ARGV[1])
return {'moved'}`

// KEYS profiles. ARGV student, profile (empty: none).
const saveProfileScript = guard + `
if ARGV[2] == '' then
  redis.call('HDEL', KEYS[1], ARGV[1])
else
  redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
end
return {'saved'}`

// KEYS profiles. ARGV from, to (empty: nobody). A profile of the other student's own stands.
const moveProfileScript = guard + `
local profile = redis.call('HGET', KEYS[1], ARGV[1])
if profile and ARGV[2] ~= '' then redis.call('HSETNX', KEYS[1], ARGV[2], profile) end
redis.call('HDEL', KEYS[1], ARGV[1])
return {'moved'}`
