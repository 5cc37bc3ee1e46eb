-- Leases and pauses go by the machine's clock, which no trial moves; what is queued is due at once.
alter table notification alter column next_at set default '-infinity';
drop index notification_due;
create index notification_due on notification (next_at, queued_at) where state = 'queued';
