-- Leases and pauses go by the machine's clock, which no trial moves; what is queued is due at once.
alter table notification alter column next_at set default '-infinity';

-- What a notification about a limit says of it.
alter table notification add column due_limit text, add column due_on date;
