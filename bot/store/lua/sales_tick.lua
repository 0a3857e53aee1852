-- What is due: the search for a rep widens, reservations lapse, reps whose desk has closed count as gone.
-- include reps waits
-- KEYS the common prefix   ARGV now (ms), most of each, patience (ms), pause (ms)
-- Returns how many reservations lapsed.
return tick(tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4]))
